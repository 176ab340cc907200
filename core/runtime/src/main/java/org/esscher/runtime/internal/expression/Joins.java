package org.esscher.runtime.internal.expression;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.esscher.runtime.internal.wire.Wire;

/**
 * What the numbers of a vector are, and so how it is joined with another of the same kind.
 * Immutable.
 *
 * @param what tells vectors apart that have the same numbers
 * @param runs one after the other
 */
public record Joins(String what, List<Run> runs) {
  /** Of vectors that have nothing in common. */
  static final Joins NOTHING = new Joins("nothing", List.of());

  /**
   * Numbers of one kind.
   *
   * @param join how each is joined
   * @param times how many there are
   */
  public record Run(Join join, int times) {
    int width() {
      return join.width() * times;
    }
  }

  /**
   * Copies.
   *
   * @param what as for the record
   * @param runs as for the record
   */
  public Joins {
    runs = List.copyOf(runs);
  }

  /**
   * Of numbers that are added up.
   *
   * @param what as for the record
   * @param numbers how many
   * @return the joins
   */
  public static Joins sums(String what, int numbers) {
    return new Joins(what, List.of(new Run(Join.SUM, numbers)));
  }

  /** How many numbers a vector has. */
  int width() {
    int width = 0;
    for (Run run : runs) {
      width += run.width();
    }
    return width;
  }

  /** What no rows give. */
  double[] nothing() {
    double[] nothing = new double[width()];
    int at = 0;
    for (Run run : runs) {
      run.join.nothing(nothing, at, run.times);
      at += run.width();
    }
    return nothing;
  }

  /**
   * Joins two vectors.
   *
   * @param left of some rows; what all give goes there
   * @param right of rows after them
   * @param from where that vector begins
   */
  void join(double[] left, double[] right, int from) {
    int at = 0;
    for (Run run : runs) {
      run.join.join(left, at, right, from + at, run.times);
      at += run.width();
    }
  }

  void write(DataOutputStream out) throws IOException {
    Wire.writeText(out, what);
    out.writeInt(runs.size());
    for (Run run : runs) {
      Wire.writeText(out, run.join.name());
      out.writeInt(run.times);
    }
  }

  static Joins read(DataInputStream in) throws IOException {
    String what = Wire.readText(in);
    List<Run> runs = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      runs.add(new Run(Join.valueOf(Wire.readText(in)), in.readInt()));
    }
    return new Joins(what, runs);
  }
}
