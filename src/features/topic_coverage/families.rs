//! The vocabulary of 2024 to 2026, a family at a time in several wordings, and the same words in their everyday senses.
//! Written before the terms and combinations of `data/topics.toml` that find them.

use super::phrasings::check_in;

/// A letter says "I" somewhere.
const OPENING: &str = "I am applying to your summer school. ";

#[test]
fn a_family_of_terms_in_several_wordings() {
    let cases = [
        // Mixture of experts.
        ("llm", "Our decoder routes every token to two of sixteen experts."),
        ("llm", "I measured how evenly a mixture-of-experts language model loads its experts."),
        ("llm", "I pruned idle experts from Mixtral."),
        ("llm", "My thesis is about MoE layers for multilingual text."),
        ("llm", "I wrote the gating of a sparse MoE in JAX."),
        // State-space models.
        ("llm", "I replaced attention by a selective state space layer and trained on Czech text."),
        ("llm", "I compared Mamba-2 with a transformer of the same size."),
        ("llm", "My bachelor project is an xLSTM that writes recipes."),
        ("llm", "I ported the RWKV kernels to AMD cards."),
        ("llm", "Linear attention made our long documents affordable."),
        // Open models.
        ("llm", "I looked at how OLMo changes between checkpoints."),
        ("llm", "I used the checkpoints of the Pythia suite to date memorised poems."),
        ("llm", "We fine-tuned Qwen3-8B for court letters."),
        ("llm", "I run SmolLM2 in the browser."),
        ("llm", "I compared Gemma 3 with Llama 4 on Tamil riddles."),
        // Scaling laws.
        ("llm", "I fitted scaling laws to models of up to a billion parameters."),
        ("llm", "I asked whether the loss of a tokeniser-free model follows a power law in compute."),
        ("llm", "My thesis tests the Chinchilla rule on small models of code."),
        ("llm", "We trained forty compute-optimal models on Finnish news."),
        ("llm", "I study emergent abilities of large models."),
        // Next-token prediction.
        ("llm", "I trained a tiny GPT on next-token prediction of chess games."),
        ("llm", "I explained to pupils how a model predicts the next word."),
        ("llm", "My program guesses the next token of a melody of words."),
        ("llm", "I replaced next-token prediction by multi-token prediction."),
        ("llm", "I wonder how far predicting the next token can carry us."),
        // Test-time compute.
        ("llm", "I measured how long a model should think before it answers a riddle."),
        ("llm", "With test-time compute our small model solved the school olympiad."),
        ("llm", "I cut the reasoning traces of DeepSeek-R1 by half."),
        ("llm", "I use best-of-n sampling and a verifier for proofs."),
        ("llm", "My topic is inference-time scaling."),
        // Verifiable rewards.
        ("rl", "I trained a maths model with rewards that a program can verify."),
        ("rl", "RLVR on unit tests was my internship."),
        ("rl", "I used GRPO to teach a small model to count."),
        ("rl", "We reward the model when the unit tests pass."),
        ("rl", "My reward comes from a proof checker, so it is verifiable."),
        // Temporal difference.
        ("rl", "I derived the temporal-difference error on the blackboard for my students."),
        ("rl", "I used TD(0) to value positions of a board game."),
        ("rl", "My tutorial shows how temporal differences back up values through a maze."),
        ("rl", "I implemented n-step returns with eligibility traces."),
        ("rl", "I learned values of backgammon positions by TD(λ)."),
        // World models.
        ("rl", "I trained a world model and let the agent dream in it."),
        ("rl", "Dreamer learned my driving game from pixels."),
        ("rl", "My robot plans in a latent world model."),
        ("rl", "I let a policy practise inside a learned world model."),
        ("rl", "I compared MuZero with TD-MPC2."),
        // Flow matching.
        ("diffusion", "Flow matching replaced our normalising flow for particle showers."),
        ("diffusion", "I train straight rectified flows for speech."),
        ("diffusion", "I used stochastic interpolants for climate fields."),
        ("diffusion", "I wrote a conditional flow-matching model of proteins."),
        ("diffusion", "I distilled a flow matching teacher into one step."),
        // Diffusion transformers.
        ("diffusion", "I scaled a DiT to 600 million parameters for satellite images."),
        ("diffusion", "I trained a diffusion transformer for weather."),
        ("diffusion", "We swapped the U-Net of our image generator for a transformer that denoises patches."),
        ("diffusion", "My MMDiT takes sketches as a second input."),
        ("diffusion", "I cached the blocks of a DiT to speed up sampling."),
        // Masked diffusion language models.
        ("diffusion", "I train a masked diffusion language model on sonnets."),
        ("diffusion", "My model unmasks tokens in any order instead of from left to right."),
        ("diffusion", "I compared LLaDA with an autoregressive model."),
        ("diffusion", "Discrete diffusion for text was my thesis."),
        ("diffusion", "I use diffusion language models for filling gaps in inscriptions."),
        // VLA and robot foundation models.
        ("multimodal", "I fine-tuned a vision-language-action model on kitchen videos."),
        ("multimodal", "My VLA policy tidies toys when it is told to."),
        ("multimodal", "I adapted a robot foundation model to our gripper."),
        ("multimodal", "We trained OpenVLA with 200 demonstrations."),
        ("multimodal", "I collect data for a foundation model for robots that follows spoken orders."),
        // Vision-language models.
        ("multimodal", "I read invoices with Qwen2.5-VL."),
        ("multimodal", "I asked LLaVA what is odd in a picture."),
        ("multimodal", "My model looks at an X-ray and writes the report."),
        ("multimodal", "I built a system that answers questions about charts."),
        ("multimodal", "I put pictures of birds and their songs into one embedding space."),
        // Video generation.
        ("diffusion", "I generate clips of waves with a video diffusion model."),
        ("diffusion", "I made an advertisement with Veo 3 and Runway Gen-3."),
        ("diffusion", "I use HunyuanVideo for puppets."),
        ("diffusion", "My thesis is on text-to-video models."),
        ("diffusion", "I fine-tuned CogVideoX on folk dances."),
        // Speculative decoding.
        ("edge", "Speculative decoding doubled the speed of our assistant."),
        ("edge", "A draft model proposes five tokens and the large language model checks them."),
        ("edge", "I implemented the KV cache eviction of vLLM."),
        ("edge", "I quantised the key-value cache of Llama to four bits."),
        ("edge", "Medusa heads let our model emit several tokens at once."),
        // Sandbagging and scheming.
        ("safety", "I test whether models sandbag on biology exams."),
        ("safety", "My project catches scheming in language models."),
        ("safety", "I built evaluations of deception for chat models."),
        ("safety", "I ask whether a model knows that it is being tested."),
        ("safety", "I study alignment faking with Claude."),
        // Interpretability.
        ("safety", "I trained sparse autoencoders on a small transformer."),
        ("safety", "I look for circuits in a language model that add numbers."),
        ("safety", "I used steering vectors to make a model blunt."),
        ("safety", "My thesis explains why a network says pneumonia, with saliency maps."),
        ("safety", "I patch activations to find where a fact is stored."),
        // TPUs of the edge.
        ("edge", "I run a bird detector on a Coral board in a nest."),
        ("edge", "I ported our network to a Hailo accelerator."),
        ("edge", "I put a gesture model on a microcontroller with 64 kB of RAM."),
        ("edge", "My classifier works on an old phone without internet."),
        ("edge", "I compiled a detector for the NPU of a drone."),
        // Event cameras.
        ("snn", "I track bees with an event camera and a spiking network."),
        ("snn", "I feed the events of a DVS into LIF neurons."),
        ("snn", "I train spiking nets on DVS128 gestures."),
        ("snn", "I wrote an optical flow for event cameras on Loihi."),
        ("snn", "My neuromorphic sensor reports only what changes."),
        // Surrogate gradients.
        ("snn", "I trained with surrogate gradients in snnTorch."),
        ("snn", "My surrogate gradient is a steep sigmoid."),
        ("snn", "I compared SLAYER with e-prop."),
        ("snn", "I train deep nets of neurons that emit binary pulses."),
        ("snn", "The units of my network stay silent until their input is strong enough."),
        // Plain descriptions: diffusion.
        ("diffusion", "My program learns to undo noise and so draws new faces."),
        ("diffusion", "I trained a network that cleans random pixels step by step until a cat appears."),
        ("diffusion", "We start from pure noise and end with a molecule."),
        ("diffusion", "I built a model that turns noise into melodies."),
        ("diffusion", "My model was shown noisy galaxies and learned to generate clean ones from noise."),
        // Plain descriptions: RL.
        ("rl", "I taught a simulated arm to stack blocks by trial and error."),
        ("rl", "My program plays Connect Four against itself and gets better."),
        ("rl", "I gave a toy car points whenever it stayed on the road, and it learned to drive."),
        ("rl", "A robot dog learns to walk in my simulator because it is rewarded for every step."),
        ("rl", "My bot learned the maze by trying and failing ten thousand times."),
        // Plain descriptions: retrieval.
        ("rag", "My assistant looks up the law first and then answers with sources."),
        ("rag", "I wrote a chatbot whose answers are grounded in our manuals."),
        ("rag", "I let a language model search our archive before it replies."),
        ("rag", "Our bot retrieves three passages and quotes them in its answer."),
        ("rag", "I connected ChatGPT to the documents of our town hall so that it cites them."),
        // Plain descriptions: on device.
        ("edge", "I ran a language model offline on my laptop."),
        ("edge", "I made a network small enough for a watch."),
        ("edge", "I shrank a speech recogniser so that it fits on a hearing aid."),
        ("edge", "I threw away ninety per cent of the weights of a network and it still worked."),
        ("edge", "Our model runs without internet on a tablet in the clinic."),
        // Plain descriptions: agents.
        ("agents", "I let a model plan a trip and call the API of the railway."),
        ("agents", "My language model uses a calculator and a browser until the task is done."),
        ("agents", "I gave ChatGPT access to tools and let it run experiments."),
        ("agents", "I wrote a program in which two language models divide the work and check each other."),
        ("agents", "I built an assistant that opens web pages and fills in forms by itself."),
        // Plain descriptions: self-supervision.
        ("ssl", "My network learns by filling in hidden parts of ECGs."),
        ("ssl", "I train an encoder without labels by comparing two views of the same tree."),
        ("ssl", "I hid patches of maps and let a model reconstruct them."),
        ("ssl", "I learn representations from unlabelled whale calls."),
        ("ssl", "I pretrained on a million unlabelled scans and fine-tuned on fifty."),
        // Plain descriptions: LLM.
        ("llm", "I trained a model with 120 million parameters that continues Basque stories."),
        ("llm", "My program writes a text word by word after reading all of Wikipedia."),
        ("llm", "I fine-tuned a model on instructions so that it answers in Quechua."),
        ("llm", "I asked why chatbots make up court cases."),
        ("llm", "I wrote prompts for our model until its summaries were right."),
        // Plain descriptions: safety.
        ("safety", "I want to know when a model should say that it does not know."),
        ("safety", "I tested whether our chatbot insults users."),
        ("safety", "My thesis asks whether a grading model is unfair to girls."),
        ("safety", "I built filters so that an assistant cannot give dangerous advice."),
        ("safety", "I study how to keep powerful AI under human control."),
    ];
    check_in(OPENING, &cases, |value, _| value > 0.0);
}

#[test]
fn modern_work_as_letters_tell_it() {
    let cases = [
        ("llm", "I compared a sparse expert-routed language model with a dense one of the same cost."),
        ("llm", "In my thesis I train Mamba models on genomes of bacteria."),
        ("llm", "I wrote a Triton kernel for the selective scan of a state space model."),
        ("llm", "My project replaced softmax attention by linear attention as in RWKV."),
        ("llm", "I reproduced the Chinchilla curves with small models on our cluster."),
        ("llm", "For my bachelor thesis I fine-tuned Qwen2.5 with QLoRA on Finnish tenders."),
        ("llm", "I measured how accuracy grows when DeepSeek-R1 is given more thinking tokens."),
        ("llm", "I probed checkpoints of Pythia for memorised passages."),
        ("llm", "I built a program that writes the next word again and again, trained on a billion words of Georgian."),
        ("llm", "I teach a chatbot like ChatGPT to answer in Luganda."),
        ("llm", "We pretrained a decoder-only network with 300 million parameters on court decisions."),
        ("llm", "I tuned the instructions given to GPT-4o so that it grades essays fairly."),
        ("llm", "I serve open-weight models with vLLM for our department."),
        ("llm", "Our startup made token generation twice as fast with a draft model that guesses ahead."),
        ("diffusion", "I train rectified flows that turn noise into maps of galaxies."),
        ("diffusion", "My thesis uses flow matching for the design of proteins."),
        ("diffusion", "I replaced the U-Net by a diffusion transformer and generated satellite images."),
        ("diffusion", "My model starts from pure noise and removes it step by step until a chest X-ray appears."),
        ("diffusion", "We generate short videos from text with a latent video model like Sora."),
        ("diffusion", "I distilled a consistency model that samples in two steps."),
        ("diffusion", "I wrote a ControlNet for sketches of furniture with SDXL."),
        ("diffusion", "For text I study LLaDA, which unmasks words in any order."),
        ("rl", "I trained a quadruped in Isaac Gym that learned to walk from rewards."),
        ("rl", "My thesis is about GRPO with answers that a program can check."),
        ("rl", "I taught a simulated drone to hover by letting it try, fail and try again for points."),
        ("rl", "I implemented TD(lambda) and played backgammon with it."),
        ("rl", "I learn a world model of the game and plan in its latent space, as Dreamer does."),
        ("rl", "We use conservative Q-learning on logs of a hospital."),
        ("rl", "My program plays Hex against itself and learns from who wins."),
        ("rl", "I studied regret bounds of contextual bandits for news recommendation."),
        ("snn", "I read event streams from a DVS and classify gestures with leaky integrate-and-fire units."),
        ("snn", "With surrogate gradients I trained a net whose units send binary pulses over time."),
        ("snn", "I map networks onto SpiNNaker 2 boards."),
        ("snn", "I use snnTorch to recognise spoken digits."),
        (
            "snn",
            "I simulate learning rules by which synapses change with the timing of pulses, and use them for classification on neuromorphic chips.",
        ),
        (
            "rag",
            "My chatbot first looks up passages of the statute book and then writes its answer from them with sources.",
        ),
        ("rag", "I index our hospital's guidelines in a vector database and let GPT-4 answer from the passages found."),
        ("rag", "I built GraphRAG over patents."),
        ("agents", "I let a language model call a calculator, a browser and a shell until the task was solved."),
        ("agents", "I evaluate coding assistants on SWE-bench, where a model edits the repository by itself."),
        ("agents", "I wrote an MCP server so that Claude can query our database."),
        ("multimodal", "I fine-tuned Qwen2-VL to read handwritten recipes."),
        ("multimodal", "I train OpenVLA to grasp cups when it is told to in words."),
        ("multimodal", "I ask a model questions about photographs and it answers in Swahili."),
        ("edge", "I put a keyword spotter on an Arduino Nano with 256 kB of memory."),
        ("edge", "I run a 4-bit Llama on a Raspberry Pi for farmers without internet."),
        ("edge", "I ported YOLO to a Jetson Orin and a Coral stick."),
        ("edge", "I shrank our network by removing four fifths of the weights so that it fits on a phone."),
        ("ssl", "I pretrained a ViT with DINOv2 on unlabelled plankton images."),
        ("ssl", "My encoder learns by filling in hidden patches of satellite images, without any labels."),
        ("safety", "I train sparse autoencoders on the residual stream to find features of deception."),
        ("safety", "I tested whether models sandbag when they know that they are evaluated."),
        ("safety", "I wrote jailbreak prompts against an aligned chatbot and measured how often it refused."),
        ("safety", "I work on scalable oversight: weak judges who supervise debates of stronger models."),
    ];
    check_in(OPENING, &cases, |value, _| value > 0.0);
}
