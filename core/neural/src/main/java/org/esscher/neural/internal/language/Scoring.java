package org.esscher.neural.internal.language;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Outputs of sequences' scored tokens, in parts of similar length, so that little is padded and
 * memory is bounded. The first parts keep what the way back needs, up to {@value #KEPT} tokens; the
 * others are computed again when they are pulled back.
 */
final class Scoring implements AutoCloseable {
  /** Padded tokens of a part at most, where it has more than one row. */
  private static final int PART = 2048;

  /** Padded tokens of parts that keep their derivatives. */
  private static final int KEPT = 4096;

  private final TokenFunction model;
  private final double[] parameters;
  private final List<Sequence> sequences;
  private final double[] temperatures;
  private final List<String> outputs;
  private final int[] widths;
  private final List<Part> parts = new ArrayList<>();
  private final double[][] values;

  /**
   * Computes.
   *
   * @param model the model
   * @param parameters of the model
   * @param sequences the rows
   * @param temperatures one a row
   * @param outputs what to compute of each scored token
   * @param differentiates whether a pullback is likely
   */
  Scoring(
      TokenFunction model,
      double[] parameters,
      List<Sequence> sequences,
      double[] temperatures,
      List<String> outputs,
      boolean differentiates) {
    this.model = model;
    this.parameters = parameters;
    this.sequences = sequences;
    this.temperatures = temperatures;
    this.outputs = outputs;
    this.widths = outputs.stream().mapToInt(model::width).toArray();
    this.values = new double[outputs.size()][];
    int[] starts = starts();
    for (int output = 0; output < values.length; output++) {
      values[output] = new double[starts[sequences.size()] * widths[output]];
    }
    try {
      compute(starts, differentiates ? KEPT : 0);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Where each row's scored tokens begin among all. */
  int[] starts() {
    int[] starts = new int[sequences.size() + 1];
    for (int row = 0; row < sequences.size(); row++) {
      starts[row + 1] = starts[row] + sequences.get(row).scored();
    }
    return starts;
  }

  private void compute(int[] starts, int most) {
    int kept = 0;
    for (int[] rows : byLength()) {
      Part part = new Part(rows);
      parts.add(part);
      kept += part.padded();
      double[] results = kept <= most ? part.keep() : part.compute();
      part.copy(results, true, starts);
    }
  }

  /** Rows with scored tokens in parts, shortest first. */
  private List<int[]> byLength() {
    List<Integer> order =
        IntStream.range(0, sequences.size())
            .boxed()
            .filter(row -> !outputs.isEmpty() && sequences.get(row).scored() > 0)
            .sorted(Comparator.comparingInt(row -> sequences.get(row).length()))
            .toList();
    List<int[]> chunks = new ArrayList<>();
    int from = 0;
    for (int end = 1; end <= order.size(); end++) {
      boolean full =
          end == order.size() || sequences.get(order.get(end)).length() * (end + 1 - from) > PART;
      if (full) {
        chunks.add(order.subList(from, end).stream().mapToInt(Integer::intValue).toArray());
        from = end;
      }
    }
    return chunks;
  }

  /** One output of all scored tokens, in the order of rows; not to be changed. */
  double[] values(String output) {
    return values[outputs.indexOf(output)];
  }

  /** Components of an output, by its name. */
  int widthOf(String output) {
    return widths[outputs.indexOf(output)];
  }

  /**
   * Pulls back.
   *
   * @param cotangents by output, in the order of {@link #values}
   * @return the derivative of their sum with respect to the parameters
   */
  double[] pullback(Map<String, double[]> cotangents) {
    double[] sum = new double[parameters.length];
    int[] starts = starts();
    for (Part part : parts) {
      double[] gradient = part.pullback(cotangents, starts);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += gradient[i];
      }
    }
    return sum;
  }

  @Override
  public void close() {
    parts.forEach(Part::close);
  }

  /** Rows that are computed together. */
  private final class Part {
    private final int[] rows;
    private final List<Sequence> own;
    private @Nullable TokenPass pass;

    Part(int[] rows) {
      this.rows = rows;
      this.own = IntStream.of(rows).mapToObj(sequences::get).toList();
    }

    int padded() {
      return rows.length * own.stream().mapToInt(Sequence::length).max().orElse(0);
    }

    private double[] temperatures() {
      return IntStream.of(rows).mapToDouble(row -> temperatures[row]).toArray();
    }

    private TokenPass begin() {
      return model.begin(parameters, own, temperatures(), outputs);
    }

    double[] compute() {
      return model.values(parameters, own, temperatures(), outputs);
    }

    double[] keep() {
      TokenPass kept = begin();
      pass = kept;
      return kept.values();
    }

    /** Copies between this part's results and those of all rows, one way or the other. */
    void copy(double[] results, boolean out, int[] starts) {
      int at = 0;
      for (int output = 0; output < values.length; output++) {
        at = copy(results, at, values[output], widths[output], out, starts);
      }
    }

    private int copy(
        double[] results, int first, double[] all, int width, boolean out, int[] starts) {
      int at = first;
      for (int row : rows) {
        int count = (starts[row + 1] - starts[row]) * width;
        if (out) {
          System.arraycopy(results, at, all, starts[row] * width, count);
        } else {
          System.arraycopy(all, starts[row] * width, results, at, count);
        }
        at += count;
      }
      return at;
    }

    double[] pullback(Map<String, double[]> cotangents, int[] starts) {
      int scored = this.own.stream().mapToInt(Sequence::scored).sum();
      double[] given = new double[scored * IntStream.of(widths).sum()];
      int at = 0;
      for (int output = 0; output < widths.length; output++) {
        double[] own = cotangents.get(outputs.get(output));
        if (own != null) {
          copy(given, at, own, widths[output], false, starts);
        }
        at += scored * widths[output];
      }
      if (pass != null) {
        return pass.pullback(given);
      }
      try (TokenPass again = begin()) {
        return again.pullback(given);
      }
    }

    void close() {
      if (pass != null) {
        pass.close();
      }
    }
  }
}
