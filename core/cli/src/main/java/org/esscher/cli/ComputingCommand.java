package org.esscher.cli;

import picocli.CommandLine.Option;

/** A verb that computes expressions over whole files, on several threads if it is told to. */
abstract class ComputingCommand extends HostCommand {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that compute; results don't depend on it. 1 by default.")
  int threads = 1;

  @Override
  final int threads() {
    return threads;
  }
}
