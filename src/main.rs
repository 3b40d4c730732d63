//! The command line; everything it can do is in [`cli`].

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
