package org.esscher.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The same batches in PyTorch, by a script of ours in a process of an interpreter of choice. */
final class PyTorchSide implements AutoCloseable {
  private final Interpreter python;
  private final Path directory;

  /**
   * What PyTorch gave.
   *
   * @param milliseconds median of value and gradient
   * @param answer value and gradients
   */
  record Result(double milliseconds, Answer answer) {}

  PyTorchSide(String interpreter) {
    this.python = new Interpreter(interpreter, "side_by_side.py");
    this.directory = python.directory();
  }

  /** Whether the interpreter is there and has PyTorch. */
  boolean available() {
    return python.hasPyTorch();
  }

  /**
   * Measures. Where this process was told how the C library manages memory, the script is measured
   * once told so too and once not, and the faster counts.
   *
   * @param workload what
   * @param rounds repetitions
   * @param threads of PyTorch
   * @param processor whether processor time is measured
   * @return the time and the numbers
   */
  Result measure(Workload workload, int rounds, int threads, boolean processor) {
    Path data = directory.resolve(workload.name());
    write(workload, data);
    List<String> arguments =
        List.of(
            workload.name(),
            data.toString(),
            Integer.toString(rounds),
            Integer.toString(threads),
            Integer.toString(workload.groupSize()),
            processor ? "cpu" : "wall");
    Result result = result(workload, data, python.script(arguments, true));
    if (System.getenv(Interpreter.TUNABLES) != null) {
      Result untuned = result(workload, data, python.script(arguments, false));
      result = untuned.milliseconds() < result.milliseconds() ? untuned : result;
    }
    return result;
  }

  private static Result result(Workload workload, Path data, Interpreter.Output output) {
    if (output.code() != 0) {
      throw new IllegalStateException(workload.name() + " in PyTorch: " + output.text());
    }
    String[] numbers = output.text().strip().split(" ", -1);
    List<double[]> gradients = new ArrayList<>();
    for (String name : workload.trained()) {
      gradients.add(read(data.resolve(name + ".gradient.f32")));
    }
    return new Result(
        Double.parseDouble(numbers[0]), new Answer(Double.parseDouble(numbers[1]), gradients));
  }

  private static void write(Workload workload, Path data) {
    try {
      Files.createDirectories(data);
      for (Map<String, float[]> columns : List.of(workload.columns(), workload.perRow())) {
        for (Map.Entry<String, float[]> column : columns.entrySet()) {
          byte[] bytes = new byte[4 * column.getValue().length];
          littleEndian(bytes).asFloatBuffer().put(column.getValue());
          Files.write(data.resolve(column.getKey() + ".f32"), bytes);
        }
      }
      int[] starts = workload.starts();
      if (starts != null) {
        byte[] bytes = new byte[4 * starts.length];
        littleEndian(bytes).asIntBuffer().put(starts);
        Files.write(data.resolve("starts.i32"), bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static double[] read(Path file) {
    try {
      ByteBuffer bytes = littleEndian(Files.readAllBytes(file));
      double[] values = new double[bytes.remaining() / 4];
      Arrays.setAll(values, i -> bytes.getFloat(4 * i));
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    python.close();
  }
}
