package org.esscher.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the same batches through both sides in one go and prints a table of ratios. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Loss and gradient of each objective, side by side on the same batches.",
      "Times are medians in milliseconds, in plain Java and with kernels (where the JVM has them:"
          + " JDK 25 with --add-modules jdk.incubator.vector). ratio: PyTorch's time over either, on as"
          + " many threads."
          + " distance: the largest difference from PyTorch's float32, relative to the largest"
          + " number. bandwidth: bytes of the columns and cotangents in float32, each moved once,"
          + " against what the triad moves a second."
    })
public final class Comparison implements Callable<Integer> {
  private static final String ROW = "%-14s %7s %9s %9s %9s %7s %7s %9s %11s %10s";

  @Option(names = "--sequences", description = "Rows of token columns, a multiple of 8.")
  int sequences = 2048;

  @Option(names = "--tokens", description = "Tokens a row; other columns have as many rows.")
  int tokens = 512;

  @Option(names = "--ragged", description = "Lengths from 1 to twice as many tokens.")
  boolean ragged;

  @Option(names = "--rounds", description = "Repetitions, after as many that warm up.")
  int rounds = 100;

  @Option(names = "--threads", split = ",", description = "Numbers of threads.")
  List<Integer> threads = List.of(1, 2);

  @Option(names = "--only", description = "One objective; all by default.")
  String only = "";

  @Option(names = "--python", description = "An interpreter that has PyTorch.")
  String python = "python3";

  @Option(
      names = "--cpu",
      description =
          "Time that the thread has a processor, instead of time that passes: for one thread on a"
              + " busy machine.")
  boolean processor;

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
    List<Workload> workloads = new ArrayList<>(new Workloads(sequences, tokens, ragged).all());
    workloads.removeIf(workload -> !only.isEmpty() && !only.equals(workload.name()));
    if (processor) {
      threads = List.of(1);
    }
    double bandwidth = new Triad().bandwidth(rounds, clock());
    print("JDK %s; triad %.1f GB/s on one thread", Runtime.version(), bandwidth);
    String tunables = System.getenv(Interpreter.TUNABLES);
    print(
        "%s",
        tunables == null
            ? "memory as the C library manages it by itself"
            : Interpreter.TUNABLES
                + '='
                + tunables
                + "; PyTorch with it and without, the faster of which counts");
    try (PyTorchSide torch = new PyTorchSide(python)) {
      boolean available = torch.available();
      if (!available) {
        print("%s has no PyTorch: its side is left out (--python names another)", python);
      }
      print(
          ROW,
          "objective",
          "threads",
          "portable",
          "kernels",
          "pytorch",
          "ratio",
          "ratio",
          "distance",
          "elements/s",
          "bandwidth");
      for (Workload workload : workloads) {
        measure(workload, available ? torch : null, bandwidth);
      }
    }
    return 0;
  }

  /** All threads and engines in turn. */
  private void measure(Workload workload, @Nullable PyTorchSide torch, double bandwidth) {
    List<EsscherSide> sides = new ArrayList<>();
    try {
      for (int count : threads) {
        sides.add(new EsscherSide(workload, count, true));
        sides.add(new EsscherSide(workload, count, false));
      }
      sides.forEach(EsscherSide::settle);
      List<Runnable> works = sides.stream().<Runnable>map(side -> side::estimate).toList();
      double[] times = Measured.medians(rounds, works, clock());
      for (int i = 0; i < threads.size(); i++) {
        boolean without = sides.get(2 * i + 1).kernels().equals("portable");
        double kernels = without ? Double.NaN : times[2 * i + 1];
        print(workload, threads.get(i), times[2 * i], kernels, torch, bandwidth);
      }
    } finally {
      sides.forEach(EsscherSide::close);
    }
  }

  private void print(
      Workload workload,
      int count,
      double portable,
      double kernels,
      @Nullable PyTorchSide torch,
      double bandwidth) {
    PyTorchSide.Result theirs =
        torch == null ? null : torch.measure(workload, rounds, count, processor);
    double best = Double.isNaN(kernels) ? portable : kernels;
    print(
        ROW,
        workload.name(),
        Integer.toString(count),
        number("%.2f", portable),
        number("%.2f", kernels),
        theirs == null ? "-" : number("%.2f", theirs.milliseconds()),
        theirs == null ? "-" : number("%.2f", theirs.milliseconds() / portable),
        theirs == null ? "-" : number("%.2f", theirs.milliseconds() / kernels),
        theirs == null ? "-" : number("%.1e", answer(workload).distance(theirs.answer())),
        number("%.2e", workload.elements() / best * 1e3),
        number("%.0f%%", 100 * workload.bytes() / best / 1e6 / bandwidth));
  }

  private static Answer answer(Workload workload) {
    try (EsscherSide side = new EsscherSide(workload, 1, false)) {
      side.settle();
      return side.answer();
    }
  }

  private LongSupplier clock() {
    return processor ? Measured.PROCESSOR : Measured.WALL;
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
  }

  private void print(String format, Object... args) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(String.format(Locale.ROOT, format, args));
    out.flush();
  }
}
