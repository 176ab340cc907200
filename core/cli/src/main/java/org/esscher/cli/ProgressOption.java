package org.esscher.cli;

import picocli.CommandLine.Option;

/** Whether to show how far long work is. */
final class ProgressOption {
  @Option(
      names = {"-q", "--quiet"},
      description = "Show no progress.")
  boolean quiet;

  /**
   * Begins to watch.
   *
   * @param command shows it on its standard error; not with {@code --json}, which is for programs
   * @param task what is done first, in a word
   * @param unit what is counted, in the plural
   * @return the caller closes it
   */
  Meter meter(PrintingCommand command, String task, String unit) {
    return Meter.running(command.err(), command.drawnOn(), quiet || command.json, task, unit);
  }
}
