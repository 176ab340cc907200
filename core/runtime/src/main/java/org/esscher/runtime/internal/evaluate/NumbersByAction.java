package org.esscher.runtime.internal.evaluate;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.esscher.runtime.internal.wire.Wire;
import org.jspecify.annotations.Nullable;

/**
 * Some numbers for each action. Actions are asked for several times a row: those numbered from 0,
 * as most are, are found without a search.
 */
final class NumbersByAction {
  /** Actions below are found by their place. */
  private static final int LISTED = 1 << 12;

  private final int width;
  private double[] @Nullable [] listed = new double[16][];
  private final Map<Long, double[]> others = new TreeMap<>();

  /**
   * No actions.
   *
   * @param width how many numbers each has
   */
  NumbersByAction(int width) {
    this.width = width;
  }

  int width() {
    return width;
  }

  /** An action's numbers; null where there are none. */
  double @Nullable [] find(long action) {
    if (action < 0 || action >= LISTED) {
      return others.get(action);
    }
    return action < listed.length ? listed[(int) action] : null;
  }

  /** An action's numbers, 0 at first. */
  double[] of(long action) {
    if (action < 0 || action >= LISTED) {
      return others.computeIfAbsent(action, ignored -> new double[width]);
    }
    int place = (int) action;
    if (place >= listed.length) {
      listed = Arrays.copyOf(listed, Math.max(place + 1, 2 * listed.length));
    }
    double[] numbers = listed[place];
    if (numbers == null) {
      numbers = new double[width];
      listed[place] = numbers;
    }
    return numbers;
  }

  /** Adds others, action by action. */
  void add(NumbersByAction more) {
    more.forEach(
        (action, numbers) -> {
          double[] sums = of(action);
          for (int i = 0; i < width; i++) {
            sums[i] += numbers[i];
          }
        });
  }

  /** Visits actions. */
  @FunctionalInterface
  interface Visitor {
    /** Visits one. */
    void visit(long action, double[] numbers);
  }

  /** Visits all actions, in an order that depends on nothing but the actions. */
  void forEach(Visitor visitor) {
    for (int action = 0; action < listed.length; action++) {
      double[] numbers = listed[action];
      if (numbers != null) {
        visitor.visit(action, numbers);
      }
    }
    others.forEach(visitor::visit);
  }

  void write(DataOutputStream out) throws IOException {
    Map<Long, double[]> all = new TreeMap<>();
    forEach(all::put);
    out.writeInt(width);
    out.writeInt(all.size());
    for (Map.Entry<Long, double[]> action : all.entrySet()) {
      out.writeLong(action.getKey());
      Wire.writeNumbers(out, action.getValue());
    }
  }

  static NumbersByAction read(DataInputStream in) throws IOException {
    NumbersByAction read = new NumbersByAction(in.readInt());
    for (int left = in.readInt(); left > 0; left--) {
      long action = in.readLong();
      System.arraycopy(Wire.readNumbers(in), 0, read.of(action), 0, read.width);
    }
    return read;
  }
}
