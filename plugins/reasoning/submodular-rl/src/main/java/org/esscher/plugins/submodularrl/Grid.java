package org.esscher.plugins.submodularrl;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.Environment;
import org.esscher.api.EsscherException;
import org.esscher.api.State;

/** Copies of {@link SubRlGrid}, which move without chance. */
final class Grid implements Environment {
  private final SubRlGrid shape;
  private final int[][] seenFrom;
  private final int[] cell;
  private final int[] step;
  private final boolean[][] seen;

  Grid(SubRlGrid shape, int copies) {
    this.shape = shape;
    this.seenFrom =
        IntStream.range(0, shape.cells()).mapToObj(shape::seenFrom).toArray(int[][]::new);
    this.cell = new int[copies];
    this.step = new int[copies];
    this.seen = new boolean[copies][shape.cells()];
    IntStream.range(0, copies).forEach(this::start);
  }

  private void start(int copy) {
    cell[copy] = shape.center();
    step[copy] = 0;
    Arrays.fill(seen[copy], false);
    see(copy);
  }

  /** Looks around, and tells what is seen for the first time. */
  private double see(int copy) {
    double gain = 0;
    for (int other : seenFrom[cell[copy]]) {
      gain += seen[copy][other] ? 0 : shape.weight(other);
      seen[copy][other] = true;
    }
    return gain;
  }

  @Override
  public int copies() {
    return cell.length;
  }

  @Override
  public void reset(int[] copies, Context context) {
    for (int copy : copies) {
      start(copy);
    }
  }

  @Override
  public Batch observe(Context context) {
    return shown("", context.columns());
  }

  @Override
  public Batch step(Batch actions, Context context) {
    Column action = actions.column("action");
    double[] reward = new double[copies()];
    boolean[] ended = new boolean[copies()];
    for (int copy = 0; copy < copies(); copy++) {
      int move = SetFunction.index(action, copy, copy, "action", SubRlGrid.MOVES);
      if (step[copy] >= shape.horizon()) {
        throw EsscherException.plugin(
            "subrl-grid: the episode of copy %d is over; reset it before the next step", copy);
      }
      cell[copy] = shape.moved(cell[copy], move);
      step[copy]++;
      reward[copy] = see(copy);
      ended[copy] = step[copy] == shape.horizon();
    }
    Columns made = context.columns();
    return shown("next_", made)
        .with("reward", made.numbers(reward))
        .with("terminated", made.booleans(ended))
        .with("truncated", made.booleans(new boolean[copies()]));
  }

  private Batch shown(String prefix, Columns made) {
    long[] observation = new long[copies()];
    long[] state = new long[copies()];
    int[] starts = new int[copies() + 1];
    int[] own = IntStream.rangeClosed(0, copies()).toArray();
    for (int copy = 0; copy < copies(); copy++) {
      state[copy] = cell[copy];
      observation[copy] = (long) step[copy] * shape.cells() + cell[copy];
      starts[copy + 1] = starts[copy] + seenFrom[cell[copy]].length;
    }
    double[] visible =
        Arrays.stream(cell)
            .mapToObj(c -> seenFrom[c])
            .flatMapToInt(Arrays::stream)
            .asDoubleStream()
            .toArray();
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put(prefix + "observation", made.integers(observation));
    columns.put(prefix + "state_id", made.integers(state));
    columns.put(prefix + "cells", made.lists(starts, visible));
    columns.put(prefix + "items", made.lists(own, Arrays.stream(cell).asDoubleStream().toArray()));
    if (shape.history()) {
      columns.put(prefix + "features", features(made));
    }
    return made.batch(columns);
  }

  private Column features(Columns made) {
    int width = 2 * shape.cells() + 1;
    double[] features = new double[copies() * width];
    for (int copy = 0; copy < copies(); copy++) {
      for (int other = 0; other < shape.cells(); other++) {
        features[copy * width + other] = seen[copy][other] ? 1 : 0;
      }
      features[copy * width + shape.cells() + cell[copy]] = 1;
      features[copy * width + width - 1] = (double) step[copy] / shape.horizon();
    }
    return made.vectors(width, features);
  }

  @Override
  public State save() {
    double[] flags = new double[copies() * shape.cells()];
    Arrays.setAll(flags, i -> seen[i / shape.cells()][i % shape.cells()] ? 1 : 0);
    return State.empty()
        .with("cell", Arrays.stream(cell).asDoubleStream().toArray())
        .with("step", Arrays.stream(step).asDoubleStream().toArray())
        .with("seen", flags);
  }

  @Override
  public void restore(State saved) {
    double[] cells = saved.get("cell");
    double[] steps = saved.get("step");
    double[] flags = saved.get("seen");
    if (cells.length != copies() || flags.length != copies() * shape.cells()) {
      throw EsscherException.plugin(
          "subrl-grid: %d copies of %d cells were given a state of %d copies",
          copies(), shape.cells(), cells.length);
    }
    for (int i = 0; i < flags.length; i++) {
      seen[i / shape.cells()][i % shape.cells()] = flags[i] != 0;
    }
    for (int copy = 0; copy < copies(); copy++) {
      cell[copy] = (int) cells[copy];
      step[copy] = (int) steps[copy];
    }
  }
}
