package org.esscher.runtime.internal.expression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One thread's arrays for the values of a {@link Tape}, used for block after block. */
final class TapeRun {
  private final Tape tape;
  private final Layout layout;
  private final Elements elements;
  private final double[] @Nullable [] arrays;
  private final float[] @Nullable [] singles;
  private final double[] scratch;
  private final double[] inner;
  private final double[][] batch;
  private final List<SweepTask> tasks;
  private final double[] @Nullable [][] kept;
  private final List<List<Ready>> calls = new ArrayList<>();

  /** A kernel with its operands. */
  @SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier of arrays
  private record Ready(
      Kernel kernel,
      Tape.Shape shape,
      int inputs,
      double[][] arrays,
      float[][] singles,
      double[] scalars) {}

  /**
   * Arrays for all blocks.
   *
   * @param tape what is run
   * @param kernels its kernels, compiled
   * @param frame the slot
   * @param blocks its blocks
   * @param elements computes what no kernel does
   * @param batch the BATCH values known so far, by node
   * @param tasks what the tape was written for
   */
  TapeRun(
      Tape tape,
      Map<KernelPlan, Kernel> kernels,
      Frame frame,
      List<Block> blocks,
      Elements elements,
      double[][] batch,
      List<SweepTask> tasks) {
    this.tape = tape;
    this.layout = new Layout(frame);
    this.elements = elements;
    this.batch = batch;
    this.tasks = tasks;
    this.kept = new double[tasks.size()][][];
    this.arrays = new double[tape.values().size()][];
    this.singles = new float[arrays.length][];
    Map<Tape.Shape, Integer> sizes = new HashMap<>();
    int largest = Kernel.LANES;
    int widest = 1;
    for (Tape.Value value : tape.values()) {
      Tape.Shape one = new Tape.Shape(value.shape().place(), 1);
      largest = Math.max(largest, size(one, frame, blocks, sizes));
      widest = Math.max(widest, value.shape().width());
    }
    // A number a row may be widened before it is spread over tokens, of which there may be fewer.
    largest *= widest;
    for (int id = 0; id < arrays.length; id++) {
      Tape.Value value = tape.values().get(id);
      if (tape.materialized(id) && value.single()) {
        singles[id] = new float[size(value.shape(), frame, blocks, sizes)];
      } else if (tape.materialized(id)) {
        arrays[id] =
            new double
                [value.scalar() == null ? size(value.shape(), frame, blocks, sizes) : largest];
        if (value.scalar() != null) {
          Arrays.fill(arrays[id], value.scalar().applyAsDouble(this));
        }
      }
    }
    this.scratch = new double[largest];
    this.inner = new double[largest];
    for (Tape.Stage stage : tape.stages()) {
      calls.add(stage.calls().stream().map(call -> ready(call, kernels)).toList());
    }
  }

  private static int size(
      Tape.Shape shape, Frame frame, List<Block> blocks, Map<Tape.Shape, Integer> sizes) {
    Integer known = sizes.get(shape);
    if (known == null) {
      int most = Workspace.most(shape.place(), frame, blocks) * shape.width();
      known = (most + Kernel.LANES - 1) / Kernel.LANES * Kernel.LANES;
      sizes.put(shape, known);
    }
    return known;
  }

  private Ready ready(Tape.Call call, Map<KernelPlan, Kernel> kernels) {
    Kernel kernel = kernels.get(call.plan());
    if (kernel == null) {
      throw new IllegalStateException("a kernel was not compiled");
    }
    return new Ready(
        kernel,
        call.shape(),
        call.plan().arrays(),
        call.arrays().stream().map(this::array).toArray(double[][]::new),
        call.singles().stream().map(this::single).toArray(float[][]::new),
        call.scalars().stream()
            .mapToDouble(
                id -> Objects.requireNonNull(tape.values().get(id).scalar()).applyAsDouble(this))
            .toArray());
  }

  Layout layout() {
    return layout;
  }

  /** A BATCH value. */
  double[] batch(int node) {
    return batch[node];
  }

  /** The task of a number, which is at work. */
  <T extends SweepTask> T task(int number, Class<T> type) {
    return type.cast(tasks.get(number));
  }

  /** What a task keeps on this thread. */
  double[][] kept(int number, Supplier<double[][]> made) {
    double[][] before = kept[number];
    if (before == null) {
      before = made.get();
      kept[number] = before;
    }
    return before;
  }

  Elements elements() {
    return elements;
  }

  double[] scratch() {
    return scratch;
  }

  double[] inner() {
    return inner;
  }

  /** Numbers of a shape in the block. */
  int count(Tape.Shape shape) {
    return layout.count(shape.place()) * shape.width();
  }

  double[] array(int value) {
    double[] array = arrays[value];
    if (array == null) {
      throw new IllegalStateException("value " + value + " has no array");
    }
    return array;
  }

  /** The array of a value in float32. */
  float[] single(int value) {
    float[] array = singles[value];
    if (array == null) {
      throw new IllegalStateException("value " + value + " has no array of float32");
    }
    return array;
  }

  /** A value's array, or any where nothing reads the value. */
  double[] arrayOrNothing(int value) {
    double[] array = arrays[value];
    return array == null ? scratch : array;
  }

  double[][] arrays(List<Integer> values) {
    double[][] found = new double[values.size()][];
    for (int k = 0; k < found.length; k++) {
      found[k] = arrayOrNothing(values.get(k));
    }
    return found;
  }

  /**
   * Runs a block.
   *
   * @param block the block
   * @return whether it came out well; if not, nothing has been handed out
   */
  boolean run(Block block) {
    layout.enter(block);
    for (int at = 0; at < calls.size(); at++) {
      all(tape.stages().get(at).steps());
      for (Ready call : calls.get(at)) {
        int count = count(call.shape());
        if (count > 0 && !run(call, count)) {
          return false;
        }
      }
    }
    if (!all(tape.collecting())) {
      return false;
    }
    return all(tape.handingOut());
  }

  private boolean all(List<Tape.Step> steps) {
    for (Tape.Step step : steps) {
      if (!step.action().on(this)) {
        return false;
      }
    }
    return true;
  }

  /** Kernels compute whole vectors: what stands after the last number is a copy of it. */
  private static boolean run(Ready call, int count) {
    int end = (count + Kernel.LANES - 1) / Kernel.LANES * Kernel.LANES;
    for (int k = 0; k < call.inputs(); k++) {
      double[] array = call.arrays()[k];
      Arrays.fill(array, count, end, array[count - 1]);
    }
    for (float[] array : call.singles()) {
      Arrays.fill(array, count, end, array[count - 1]);
    }
    return call.kernel().run(call.arrays(), call.singles(), call.scalars(), count);
  }
}
