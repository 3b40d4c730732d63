//! Sentences written down from knowledge of the field before the vocabularies were looked at: work in the words of
//! 2024 to 2026, other senses, denials and wishes. Those that are still misread are listed in `docs/topics.md`.

use crate::features::topic_coverage::TopicCoverage;
use crate::features::{Extractor, Measurement};
use crate::patterns::RuleSet;
use crate::text::Document;
use crate::topics::Topics;
use std::sync::Arc;

/// Fails naming every sentence whose value for its topic, and kinds of evidence of it, are not as expected.
pub(super) fn check(cases: &[(&str, &str)], expected: impl Fn(f64, &[&str]) -> bool) {
    check_in("", cases, expected);
}

/// As [`check`], each sentence after an opening.
pub(super) fn check_in(opening: &str, cases: &[(&str, &str)], expected: impl Fn(f64, &[&str]) -> bool) {
    let topics = Arc::new(Topics::builtin());
    let extractor = Extractor::of(vec![Box::new(TopicCoverage::new(topics.clone(), &RuleSet::builtin()))]);
    let mut m = Measurement::default();
    let mut wrong = Vec::new();
    for (topic, sentence) in cases {
        let column = topics.iter().position(|t| t.key == *topic).unwrap();
        extractor.measure(&Document::new(&format!("{opening}{sentence}")), true, &mut m);
        let value = m.values[column].unwrap();
        let kinds: Vec<&str> = m.evidence.iter().filter(|e| usize::from(e.column) == column).map(|e| e.kind).collect();
        if !expected(value, &kinds) {
            wrong.push(format!("{topic} {value:.2} {kinds:?}: {sentence}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn a_topic_in_other_words() {
    let cases = [
        ("llm", "I fine-tuned Llama 3 with LoRA on clinical notes."),
        ("llm", "My thesis compares in-context learning with fine-tuning."),
        ("llm", "We distilled a 70B model into a 7B one and measured perplexity."),
        ("llm", "I built a RAG system over our legal archive with GPT-4o."),
        ("llm", "I used Claude and Gemini to annotate tweets and measured their agreement."),
        ("llm", "I work on chain-of-thought prompting for arithmetic."),
        ("llm", "I wrote the KV-cache quantisation for vLLM."),
        ("llm", "My research is about hallucinations of chatbots such as ChatGPT."),
        ("llm", "I pretrained a BERT-style encoder and a decoder-only transformer on Basque text."),
        ("llm", "I study the alignment of language models with human preferences through DPO."),
        ("llm", "Speculative decoding halves the latency of our assistant."),
        ("llm", "I implemented a mixture-of-experts transformer for text generation."),
        ("llm", "Instruction tuning with synthetic data was the topic of my internship."),
        ("llm", "I probe the attention heads of GPT-2 with sparse autoencoders."),
        ("llm", "I evaluated DeepSeek-R1 and Qwen on Swahili exams."),
        ("llm", "I trained a tokenizer and a small generative pre-trained transformer from scratch."),
        ("llm", "I red-teamed a conversational assistant built on Mistral."),
        ("llm", "I write prompts for a large model which summarises court files."),
        ("llm", "I studied how foundation models for text memorise their training data."),
        ("llm", "I use QLoRA to adapt open-weight models to Yoruba."),
        ("llm", "Test-time compute for reasoning models is what I measure."),
        ("llm", "My group pre-trains masked language models for chemistry."),
        ("llm", "I built an agent that calls tools through an LLM API."),
        ("llm", "I fine-tuned T5 for summarisation."),
        ("llm", "I worked with transformers for machine translation and text generation."),
        ("llm", "I annotated data for RLHF of a chatbot."),
        ("llm", "Scaling laws for neural language models are the subject of my thesis."),
        ("llm", "I wrote a chatbot with a generative language model for our library."),
        ("llm", "I compare small language models on phones."),
        ("llm", "I adapted a large-scale pretrained text model to medical dialogue."),
        ("llm", "Long-context retrieval with a 128k-token window is what I benchmark."),
        ("llm", "Our constitutional AI experiment used a 13B chat model."),
        ("llm", "I wrote an evaluation harness for multilingual LLMs."),
        ("diffusion", "I trained a DDPM on satellite images."),
        ("diffusion", "I fine-tuned Stable Diffusion with ControlNet for sketches."),
        ("diffusion", "My work is on score matching and Langevin sampling for image generation."),
        ("diffusion", "Flow matching gave us faster samples of molecules."),
        ("diffusion", "I implemented classifier-free guidance in a text-to-image model."),
        ("diffusion", "I use latent diffusion for MRI reconstruction."),
        ("diffusion", "Consistency models cut our sampling to two steps."),
        ("diffusion", "I study the reverse-time SDE of generative models."),
        ("diffusion", "We generate protein backbones with a denoising network."),
        ("diffusion", "I trained a diffusion transformer (DiT) on video."),
        ("diffusion", "I built a diffusion policy for a robot arm."),
        ("diffusion", "I wrote a sampler that removes noise step by step until an image appears."),
        ("diffusion", "I compare DDIM with DPM-Solver."),
        ("diffusion", "I use DreamBooth and textual inversion for product images."),
        ("diffusion", "My thesis is about score-based generative modelling for weather fields."),
        ("diffusion", "I worked with FLUX and SDXL in a design studio."),
        ("diffusion", "Noise schedules and their effect on sample quality are what I measure."),
        ("diffusion", "Denoising diffusion for audio is what I do in my PhD."),
        ("diffusion", "I inpaint frescoes with a generative diffusion model."),
        ("diffusion", "I used rectified flow for image synthesis."),
        ("diffusion", "I work on discrete diffusion for text."),
        ("diffusion", "I built a video generator like Sora on latent patches."),
        ("diffusion", "I wrote the denoiser and the noise schedule of our image generator."),
        ("diffusion", "With Midjourney and DALL-E 3 I made the storyboards."),
        ("diffusion", "I distilled a diffusion teacher into a one-step student."),
        ("diffusion", "My group solves inverse problems with diffusion priors."),
        ("diffusion", "I trained U-Nets to predict noise for image synthesis."),
        ("diffusion", "I generate synthetic X-rays with diffusion-based augmentation."),
        ("diffusion", "Schrödinger bridges for generative modelling are my subject."),
        ("diffusion", "I used a conditional diffusion network to forecast rain."),
        ("rl", "I trained a PPO agent to land a drone."),
        ("rl", "I implemented DQN and Rainbow for Atari games."),
        ("rl", "My thesis is on offline RL with conservative Q-learning."),
        ("rl", "I study multi-armed bandits for drug trials."),
        ("rl", "Policy gradients with a learned critic drive our traffic lights."),
        ("rl", "I use soft actor-critic to control a tokamak."),
        ("rl", "I work on inverse reinforcement learning from expert demonstrations."),
        ("rl", "I wrote a Gym environment and a reward function for warehouse robots."),
        ("rl", "Temporal-difference learning is the part of my course I liked most; I coded SARSA myself."),
        ("rl", "I fine-tuned a model with GRPO and verifiable rewards."),
        ("rl", "I trained walking policies in Isaac Gym with domain randomisation and sim-to-real transfer."),
        ("rl", "My group uses Monte Carlo tree search like AlphaZero."),
        ("rl", "I study exploration with intrinsic motivation in sparse-reward mazes."),
        ("rl", "World models such as Dreamer let our agent plan."),
        ("rl", "I worked on RLHF and reward models."),
        ("rl", "I solve partially observable Markov decision processes for ship routing."),
        ("rl", "I trained a racing car that learns by trial and error from rewards."),
        ("rl", "Multi-agent deep RL for power grids is my subject."),
        ("rl", "I compare Thompson sampling with UCB."),
        ("rl", "Decision transformers and imitation learning for surgery robots are what I build."),
        ("rl", "I learned value functions for elevator dispatch."),
        ("rl", "Reward shaping was harder than the network."),
        ("rl", "I optimised a policy with TRPO for grasping."),
        ("rl", "The Bellman equation is on my office wall: I do model-based planning with learned dynamics."),
        ("rl", "I wrote a self-play system for Go."),
        ("rl", "I use TD3 and HER for a manipulator."),
        ("rl", "Hierarchical reinforcement learning with options was my master's topic."),
        ("snn", "I trained a network of leaky integrate-and-fire neurons with surrogate gradients."),
        ("snn", "I ported a keyword spotter to Intel's Loihi 2."),
        ("snn", "I use snnTorch for event-camera data."),
        ("snn", "STDP on a memristive crossbar was the topic of my thesis."),
        ("snn", "I simulate cortical microcircuits with NEST and Brian2."),
        ("snn", "My group builds neuromorphic chips."),
        ("snn", "I convert ANNs to SNNs with rate coding."),
        ("snn", "Spike-timing-dependent plasticity learned our digits."),
        ("snn", "I study liquid state machines and reservoir computing with spiking neurons."),
        ("snn", "I wrote a SpiNNaker back end for PyNN."),
        ("snn", "Temporal coding with time-to-first-spike saved energy."),
        ("snn", "I work with dynamic vision sensors and asynchronous event-based processing."),
        ("snn", "I trained spiking transformers with backpropagation through time."),
        ("snn", "Hodgkin-Huxley and Izhikevich neurons are what I simulate."),
        ("snn", "I use BrainScaleS for closed-loop control."),
        ("snn", "Brain-inspired hardware computes with pulses in our lab, and I write its training code."),
        ("snn", "My model of membrane potentials and synaptic plasticity learns sequences."),
        ("snn", "I implemented e-prop for recurrent networks of LIF neurons."),
        ("snn", "Adaptive threshold neurons gave our spiking network memory."),
        ("snn", "I decode spike trains from a population of neurons and model them with a network of spiking units."),
        ("snn", "Third-generation neural networks are what I study."),
        ("snn", "I build in-memory computing with artificial synapses and neurons that fire."),
        ("snn", "I program the Akida processor."),
    ];
    check(&cases, |value, _| value > 0.0);
}

#[test]
fn another_sense_of_the_words() {
    let cases = [
        ("llm", "I hold an LL.M. in tax law from Leiden."),
        ("llm", "After my LLM in human rights I clerked at a court."),
        ("llm", "I repair power transformers at a substation."),
        ("llm", "I teach a foreign language and write grammars of modal verbs."),
        ("llm", "My llama farm in Peru sells wool."),
        ("llm", "The mistral blew for three days while we sailed."),
        ("llm", "Gemini is my star sign."),
        ("llm", "I wrote a compiler for a small programming language."),
        ("llm", "Claude Monet is the painter I like the most."),
        ("llm", "Large models of bridges stand in my office; I build them of matchsticks."),
        ("llm", "I learned sign language as a child."),
        ("llm", "I type my prompts to actors from the prompt box of a theatre."),
        ("llm", "LoRa radios carry our soil sensors' data."),
        ("llm", "Bert and Ernie were my first teachers."),
        ("llm", "The attention of children in class is my subject."),
        ("llm", "I am a conference interpreter and language teacher."),
        ("llm", "My tokens for the arcade are still in the drawer."),
        ("llm", "I studied pronunciation models of language learners with questionnaires."),
        ("diffusion", "I measured heat diffusion in clay bricks."),
        ("diffusion", "Oxygen diffuses through the membrane in our cell cultures."),
        ("diffusion", "I study the diffusion of innovations among farmers."),
        ("diffusion", "I analysed diffusion MRI of the white matter."),
        ("diffusion", "Diffusion tensor imaging was the method of my thesis."),
        ("diffusion", "Anisotropic diffusion filters smooth our ultrasound images."),
        ("diffusion", "I model reaction-diffusion patterns on seashells."),
        ("diffusion", "The drift-diffusion model explains reaction times in my data."),
        ("diffusion", "I simulate the diffusion of rumours in social networks."),
        ("diffusion", "Jump-diffusion processes price our options."),
        ("diffusion", "I use diffusion maps for dimensionality reduction."),
        ("diffusion", "Gas diffusion electrodes are what I build."),
        ("diffusion", "I denoise ECG recordings with wavelets."),
        ("diffusion", "I study neutron diffusion in reactors."),
        ("diffusion", "The diffusion of responsibility in groups is a classic of psychology."),
        ("diffusion", "Graph diffusion and PageRank were the subject of my course."),
        ("diffusion", "The diffusion coefficient of lithium was 10 times lower."),
        ("diffusion", "I removed background noise from recordings of birds."),
        ("diffusion", "Stable diffusion of water through soil was assumed in our model."),
        ("diffusion", "Diffusion welding joins our titanium plates."),
        ("rl", "Positive reinforcement works with my dog and with pupils."),
        ("rl", "The reinforcement of concrete beams with steel is my trade."),
        ("rl", "I am an estate agent in Porto."),
        ("rl", "Public policy and its evaluation are my field."),
        ("rl", "RL in our group means resistive load."),
        ("rl", "I teach reading in real life (RL, as gamers say)."),
        ("rl", "Our travel agents get rewards for each booking."),
        ("rl", "The reward of the police for the stolen bike was low."),
        ("rl", "I wrote policy briefs for the ministry."),
        ("rl", "Fibre-reinforced polymers broke in our tests."),
        ("rl", "Chemical agents and their antidotes are what I study."),
        ("rl", "An operant conditioning study with schedules of reinforcement in pigeons was my thesis."),
        ("rl", "A secret agent novel got me to London."),
        ("rl", "I used an RL circuit and an oscilloscope in physics class."),
        ("rl", "My actor friend is a critic of theatre."),
        ("rl", "I am rewarded by pupils who learn."),
        ("rl", "Exploration of oil fields is my job."),
        ("rl", "The policy of the company forbids smoking."),
        ("rl", "Rocket League (RL) is my favourite game."),
        ("snn", "Price spikes in electricity markets are my topic."),
        ("snn", "Spike-and-slab priors select variables in our model."),
        ("snn", "The SARS-CoV-2 spike protein is what I crystallise."),
        ("snn", "I use a siamese neural network (SNN) for signatures."),
        ("snn", "We compare SNN, the self-normalising network, with batch norm."),
        ("snn", "Shared nearest neighbours (SNN) clustering groups our cells."),
        ("snn", "I was fired twice and came back twice."),
        ("snn", "Spiked drinks are a danger at festivals."),
        ("snn", "Traffic spikes took down our web site on Black Friday."),
        ("snn", "My volleyball spike is feared."),
        ("snn", "Railway spikes are made of steel."),
        ("snn", "Firing clay at 1200 degrees is my hobby."),
        ("snn", "Lava flows on Etna are what I map."),
        ("snn", "I study event-driven software architecture with Kafka."),
        ("snn", "Fever spikes of patients on my ward are logged."),
        ("snn", "The membrane of our fuel cell broke."),
        ("snn", "I fire employees for a living; I am in human resources."),
        ("snn", "The Norse sagas are what I read."),
    ];
    check(&cases, |value, _| value == 0.0);
}

#[test]
fn a_denial_addresses_nothing() {
    let cases = [
        ("rl", "Reinforcement learning: no, never."),
        ("rl", "I have yet to work with reinforcement learning."),
        ("rl", "Reinforcement learning I have never touched."),
        ("rl", "I have no experience whatsoever of reinforcement learning."),
        ("rl", "I know nothing about reinforcement learning."),
        ("rl", "Of reinforcement learning I know nothing."),
        ("rl", "I have not worked with reinforcement learning so far."),
        ("rl", "Reinforcement learning is entirely new to me."),
        ("rl", "My knowledge of RL is zero."),
        ("rl", "I've never trained an RL agent."),
        ("rl", "I have never had the chance to use reinforcement learning."),
        ("rl", "I lack experience in reinforcement learning."),
        ("rl", "As for reinforcement learning, I have done none."),
        ("rl", "With reinforcement learning I have done nothing."),
        ("rl", "I have not yet had any contact with reinforcement learning."),
        ("rl", "Reinforcement learning is missing from my CV."),
        ("rl", "I cannot claim any knowledge of reinforcement learning."),
        ("rl", "I did not use reinforcement learning."),
        ("rl", "Reinforcement learning I know only by name."),
        ("rl", "I'm a complete beginner in reinforcement learning."),
        ("snn", "Spiking networks: no, never."),
        ("snn", "Neither have I touched spiking networks."),
        ("snn", "Spiking networks I have not touched."),
        ("snn", "Spiking neural networks are unknown territory for me."),
        ("snn", "Nor have I any experience with neuromorphic hardware."),
        ("snn", "I haven't built any spiking networks."),
        ("snn", "Spiking networks? Never tried them."),
        ("diffusion", "With diffusion models I have done nothing."),
        ("diffusion", "Diffusion models I've never trained."),
        ("diffusion", "Diffusion models, I have to admit, are foreign to me."),
        ("diffusion", "I have no background in diffusion models."),
        ("diffusion", "I never worked on diffusion models."),
        ("diffusion", "No diffusion models have ever crossed my desk."),
        ("diffusion", "I am unfamiliar with diffusion models."),
        ("llm", "I have never trained a language model."),
        ("llm", "Training a language model is something I've never done."),
        ("llm", "With language models I have done nothing."),
        ("llm", "I don't work on LLMs."),
        ("llm", "I have zero experience with large language models."),
    ];
    check(&cases, |value, kinds| value == 0.0 && kinds.contains(&"negated"));
}

#[test]
fn a_wish_is_a_wish() {
    let cases = [
        ("rl", "I hope to learn about reinforcement learning."),
        ("rl", "Reinforcement learning is what I would like to learn."),
        ("rl", "I'd love to try reinforcement learning one day."),
        ("rl", "I have little experience in RL and would like to gain more."),
        ("rl", "I am new to reinforcement learning and want to learn it."),
        ("rl", "I want to understand reinforcement learning."),
        ("rl", "I look forward to your lectures on reinforcement learning."),
        ("diffusion", "I am eager to learn diffusion models."),
        ("diffusion", "My goal is to apply diffusion models to textiles."),
        ("snn", "I am curious about spiking neural networks."),
        ("snn", "I would like to bring spiking networks to my microscope."),
        ("llm", "I intend to build a language model for Frisian."),
    ];
    check(&cases, |value, kinds| value > 0.0 && kinds.iter().all(|k| *k == "wish"));
}
