package org.esscher.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.esscher.runtime.Esscher;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the same networks, from the same parameters, through both sides in one go. */
@Command(
    name = "neural",
    mixinStandardHelpOptions = true,
    description = {
      "Networks of core/neural beside the same ones in PyTorch, in float32 on one thread.",
      "A transformer of 4 layers, 4 heads, width 192 over 257 tokens: forward and pullback of 16 rows"
          + " of 128 tokens (pass), with a step of Adam (step), 32 rows sampled token by token (sample);"
          + " a perceptron 32-256-256-8 on 256 rows, forward, pullback and a step of Adam (mlp); and the"
          + " twin critics of SAC, 23-256-256-1 each, the same towards given targets (critics).",
      "Medians of the processor time, which a busy machine leaves comparable. ratio: PyTorch's time over"
          + " ours. distance: of the gradients, relative to the largest number."
    })
public final class NeuralComparison implements Callable<Integer> {
  private static final String ROW = "%-8s %12s %12s %7s %10s %14s";

  @Option(names = "--rounds", description = "Repetitions, after as many that warm up.")
  int rounds = 9;

  @Option(names = "--only", description = "pass, step, sample, mlp or critics; all by default.")
  String only = "";

  @Option(names = "--python", description = "An interpreter that has PyTorch.")
  String python = "python3";

  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  @Spec
  CommandSpec spec;

  /** Made by {@link #main}. */
  public NeuralComparison() {}

  /**
   * Runs the comparison.
   *
   * @param args {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new NeuralComparison()).execute(args));
  }

  @Override
  public Integer call() {
    try (Esscher host =
            Esscher.builder().classPath(NeuralComparison.class.getClassLoader()).build();
        Interpreter torch = new Interpreter(python, "neural_side.py")) {
      boolean available = torch.hasPyTorch();
      print("JDK %s%s", Runtime.version(), available ? "" : "; " + python + " has no PyTorch");
      print(ROW, "work", "esscher ms", "pytorch ms", "ratio", "distance", "items/s");
      for (String name : List.of("pass", "step", "sample", "mlp", "critics")) {
        if (only.isEmpty() || only.equals(name)) {
          try (NeuralWork work = NeuralWork.of(name, host)) {
            measure(work, available ? torch : null);
          }
        }
      }
    }
    return 0;
  }

  private void measure(NeuralWork work, @Nullable Interpreter torch) {
    double theirs = Double.NaN;
    double distance = Double.NaN;
    if (torch != null) {
      work.write(torch.directory());
      double[] gradient = work.gradient();
      theirs = theirs(work.name(), torch);
      if (gradient.length > 0) {
        distance = distance(gradient, read(torch.directory().resolve("gradient.f32")));
      }
    }
    double ours = median(work);
    print(
        ROW,
        work.name(),
        number("%.2f", ours),
        number("%.2f", theirs),
        number("%.2f", theirs / ours),
        number("%.1e", distance),
        number("%.0f", work.items() / ours * 1e3));
  }

  private double theirs(String name, Interpreter torch) {
    Interpreter.Output output =
        torch.script(List.of(name, torch.directory().toString(), Integer.toString(rounds), "1"));
    if (output.code() != 0) {
      throw new IllegalStateException(name + " in PyTorch: " + output.text());
    }
    return Double.parseDouble(output.text().strip());
  }

  private double median(NeuralWork work) {
    double[] times = new double[rounds];
    for (int round = -rounds; round < rounds; round++) {
      long start = processorTime();
      for (int i = 0; i < work.repetitions(); i++) {
        work.once();
      }
      if (round >= 0) {
        times[round] = (processorTime() - start) / 1e6 / work.repetitions();
      }
    }
    Arrays.sort(times);
    return times[rounds / 2];
  }

  /** Of the whole process, since garbage collection is ours to pay; told in steps of 10 ms. */
  private static long processorTime() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }

  private static double distance(double[] ours, double[] theirs) {
    if (ours.length != theirs.length) {
      throw new IllegalStateException(ours.length + " numbers here, " + theirs.length + " there");
    }
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < ours.length; i++) {
      largest = Math.max(largest, Math.abs(theirs[i]));
      difference = Math.max(difference, Math.abs(ours[i] - theirs[i]));
    }
    return difference / largest;
  }

  private static double[] read(Path file) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      double[] values = new double[bytes.remaining() / 4];
      Arrays.setAll(values, i -> bytes.getFloat(4 * i));
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
