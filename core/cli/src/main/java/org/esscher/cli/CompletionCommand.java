package org.esscher.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code esscher completion}. */
@Command(
    name = "completion",
    description = {
      "Prints a script that completes commands and options in bash and zsh.",
      "To use it: source <(esscher completion)"
    })
final class CompletionCommand implements Runnable {
  @SuppressWarnings("NullAway.Init") // set by picocli before run()
  @Spec
  CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().getOut().print(AutoComplete.bash("esscher", spec.root().commandLine()));
    spec.commandLine().getOut().flush();
  }
}
