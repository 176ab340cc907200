package org.esscher.bench;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the same batches through every engine in one go and prints a table of ratios. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Loss and gradient of each objective, side by side on the same batches.")
public final class Comparison implements Callable<Integer> {
  @Option(names = "--sequences", description = "Rows of token columns, a multiple of 8.")
  int sequences = 2048;

  @Option(names = "--tokens", description = "Tokens a row.")
  int tokens = 512;

  @Option(names = "--ragged", description = "Lengths from 1 to twice as many tokens.")
  boolean ragged;

  @Option(names = "--rounds", description = "Repetitions, of which the median counts.")
  int rounds = 15;

  @Option(names = "--only", description = "One objective; all by default.")
  String only = "";

  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  @Spec
  CommandSpec spec;

  /** Made by {@link #main}. */
  public Comparison() {}

  /**
   * Runs the comparison.
   *
   * @param args {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Comparison()).execute(args));
  }

  @Override
  public Integer call() {
    double bandwidth = new Triad().bandwidth(rounds);
    print("triad: %.1f GB/s on one thread", bandwidth);
    print("%-14s %10s %14s %10s", "objective", "ms", "elements/s", "bandwidth");
    List<Workload> workloads = new Workloads(sequences, tokens, ragged).all();
    for (Workload workload : workloads) {
      if (only.isEmpty() || only.equals(workload.name())) {
        measure(workload, bandwidth);
      }
    }
    return 0;
  }

  private void measure(Workload workload, double bandwidth) {
    try (EsscherSide side = new EsscherSide(workload)) {
      double milliseconds = Measured.median(rounds, side::estimate);
      print(
          "%-14s %10.2f %14.3e %9.0f%%",
          workload.name(),
          milliseconds,
          workload.elements() / milliseconds * 1e3,
          100 * workload.bytes() / milliseconds / 1e6 / bandwidth);
    }
  }

  private void print(String format, Object... args) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(String.format(Locale.ROOT, format, args));
  }
}
