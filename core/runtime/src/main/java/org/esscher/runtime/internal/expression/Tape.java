package org.esscher.runtime.internal.expression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a sweep does with one block, forwards and backwards, as one list: instructions on
 * numbers side by side, and steps for all else. Instructions that can run together are put into
 * kernels. Made by a {@link TapeWriter}, then immutable: threads and evaluations share it, and it
 * holds nothing of any.
 *
 * <p>Each value has a level. A step's result is one level above what it reads; an instruction's is
 * that of its operands, or that of its first reader where that is later. At each level the steps
 * run first, then a kernel for each shape.
 */
final class Tape {
  /** Above it the compiler of the JVM would refuse a kernel, or take too long. */
  private static final int MAX_KERNEL_COST = 320;

  /** Of a step that has no result, but takes part in deciding whether a block came out well. */
  static final int COLLECTS = -1;

  /** Of a step that hands a block's values out, once it came out well. */
  static final int HANDS_OUT = -2;

  /** What a step does; it reads and writes a run's arrays. */
  @FunctionalInterface
  interface Action {
    /** Acts on the block that the run is at; false where the block must be run in another way. */
    boolean on(TapeRun run);
  }

  /**
   * How many numbers a value has in a block: a place's elements times a width.
   *
   * @param place where it lives
   * @param width components of an element
   */
  record Shape(Place place, int width) {}

  /**
   * A value.
   *
   * @param shape how many numbers
   * @param scalar the one number of all, known when a run begins; null where numbers differ
   * @param single whether its array is of float32, as a column has it
   */
  record Value(Shape shape, @Nullable ToDoubleFunction<TapeRun> scalar, boolean single) {}

  /**
   * A step.
   *
   * @param action what it does
   * @param reads the values that it reads as arrays
   * @param writes the value that it makes, or {@link #COLLECTS} or {@link #HANDS_OUT}
   */
  record Step(Action action, List<Integer> reads, int writes) {}

  /**
   * A kernel and its operands.
   *
   * @param plan what it computes
   * @param shape how many numbers
   * @param arrays the plan's arrays, and then its outputs, as values
   * @param singles the plan's arrays of float32, as values
   * @param scalars the plan's scalars, as values
   */
  record Call(
      KernelPlan plan,
      Shape shape,
      List<Integer> arrays,
      List<Integer> singles,
      List<Integer> scalars) {}

  /**
   * What runs at a level.
   *
   * @param steps first
   * @param calls then
   */
  record Stage(List<Step> steps, List<Call> calls) {}

  private final List<Value> values;
  private final List<Instruction> instructions = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final BitSet materialized = new BitSet();
  private final List<Stage> stages = new ArrayList<>();
  private final List<Step> collecting = new ArrayList<>();
  private final List<Step> handingOut = new ArrayList<>();
  private final List<KernelPlan> plans;
  private final int[] level;

  /**
   * Arranges what was written.
   *
   * @param values by number
   * @param written instructions and steps, in an order in which each finds what it reads
   */
  Tape(List<Value> values, List<Object> written) {
    this.values = values;
    this.level = new int[values.size()];
    keepWhatMatters(written);
    Map<Step, Integer> stepLevels = findLevels(written);
    delay(stepLevels);
    arrange(stepLevels);
    this.plans = stages.stream().flatMap(stage -> stage.calls().stream()).map(Call::plan).toList();
  }

  List<Value> values() {
    return values;
  }

  List<Stage> stages() {
    return stages;
  }

  /** What decides, after all values are there. */
  List<Step> collecting() {
    return collecting;
  }

  /** What comes last. */
  List<Step> handingOut() {
    return handingOut;
  }

  /** The plans of all kernels. */
  List<KernelPlan> plans() {
    return plans;
  }

  /** Whether a value needs an array. */
  boolean materialized(int value) {
    return materialized.get(value);
  }

  /** Leaves out what leads to no step without a result of its own. */
  private void keepWhatMatters(List<Object> written) {
    BitSet wanted = new BitSet();
    List<Object> kept = new ArrayList<>();
    for (int k = written.size() - 1; k >= 0; k--) {
      if (written.get(k) instanceof Step step) {
        if (step.writes() < 0 || wanted.get(step.writes())) {
          step.reads().forEach(wanted::set);
          kept.add(0, step);
        }
      } else if (written.get(k) instanceof Instruction one && wanted.get(one.out())) {
        one.in().forEach(wanted::set);
        kept.add(0, one);
      }
    }
    for (Object one : kept) {
      if (one instanceof Step step) {
        step.reads().forEach(materialized::set);
        if (step.writes() >= 0) {
          steps.add(step);
          materialized.set(step.writes());
        } else {
          (step.writes() == COLLECTS ? collecting : handingOut).add(step);
        }
      } else {
        instructions.add((Instruction) one);
      }
    }
  }

  private Map<Step, Integer> findLevels(List<Object> written) {
    Map<Step, Integer> stepLevels = new LinkedHashMap<>();
    BitSet kept = new BitSet();
    instructions.forEach(one -> kept.set(one.out()));
    for (Object one : written) {
      if (one instanceof Step step && steps.contains(step)) {
        int at = 0;
        for (int read : step.reads()) {
          at = Math.max(at, values.get(read).scalar() != null ? 0 : level[read] + 1);
        }
        stepLevels.put(step, at);
        level[step.writes()] = at;
      } else if (one instanceof Instruction instruction && kept.get(instruction.out())) {
        int at = 0;
        for (int read : instruction.in()) {
          at = Math.max(at, level[read]);
        }
        level[instruction.out()] = at;
      }
    }
    return stepLevels;
  }

  /** Moves instructions to the level of their first reader, so that they run in its kernel. */
  private void delay(Map<Step, Integer> stepLevels) {
    int[] latest = new int[values.size()];
    Arrays.fill(latest, Integer.MAX_VALUE);
    stepLevels.forEach(
        (step, at) -> step.reads().forEach(read -> latest[read] = Math.min(latest[read], at - 1)));
    // What is only handed out is best computed as soon as it can be.
    collecting.forEach(step -> step.reads().forEach(read -> latest[read] = level[read]));
    handingOut.forEach(step -> step.reads().forEach(read -> latest[read] = level[read]));
    for (int k = instructions.size() - 1; k >= 0; k--) {
      Instruction one = instructions.get(k);
      if (latest[one.out()] != Integer.MAX_VALUE) {
        level[one.out()] = Math.max(level[one.out()], latest[one.out()]);
      }
      for (int read : one.in()) {
        latest[read] = Math.min(latest[read], level[one.out()]);
      }
    }
  }

  private void arrange(Map<Step, Integer> stepLevels) {
    int last = 0;
    for (int at : level) {
      last = Math.max(last, at);
    }
    for (int at : stepLevels.values()) {
      last = Math.max(last, at);
    }
    List<List<List<Instruction>>> kernels = new ArrayList<>();
    for (int at = 0; at <= last; at++) {
      kernels.add(kernels(at));
    }
    // Which results need arrays is known once all kernels are.
    kernels.forEach(here -> here.forEach(this::materialize));
    for (int at = 0; at <= last; at++) {
      int here = at;
      List<Step> first =
          stepLevels.entrySet().stream()
              .filter(entry -> entry.getValue() == here)
              .map(Map.Entry::getKey)
              .toList();
      stages.add(new Stage(first, kernels.get(at).stream().map(this::call).toList()));
    }
  }

  /** The instructions of a level, together where they can be. */
  private List<List<Instruction>> kernels(int at) {
    Map<Shape, List<Instruction>> byShape = new LinkedHashMap<>();
    for (Instruction one : instructions) {
      if (level[one.out()] == at) {
        byShape
            .computeIfAbsent(values.get(one.out()).shape(), ignored -> new ArrayList<>())
            .add(one);
      }
    }
    return byShape.values().stream().flatMap(all -> parts(all).stream()).toList();
  }

  /** Cuts a list of instructions where one kernel would be too long. */
  private static List<List<Instruction>> parts(List<Instruction> all) {
    List<List<Instruction>> parts = new ArrayList<>();
    List<Instruction> part = new ArrayList<>();
    int cost = 0;
    for (Instruction one : all) {
      if (!part.isEmpty() && cost + one.operation().cost() > MAX_KERNEL_COST) {
        parts.add(part);
        part = new ArrayList<>();
        cost = 0;
      }
      part.add(one);
      cost += one.operation().cost();
    }
    parts.add(part);
    return parts;
  }

  /** What a kernel reads and doesn't compute needs an array, unless it is one number. */
  private void materialize(List<Instruction> part) {
    BitSet made = new BitSet();
    for (Instruction one : part) {
      for (int read : one.in()) {
        if (!made.get(read) && values.get(read).scalar() == null) {
          materialized.set(read);
        }
      }
      made.set(one.out());
    }
  }

  private Call call(List<Instruction> part) {
    Map<Integer, Integer> arrays = new LinkedHashMap<>();
    Map<Integer, Integer> singles = new LinkedHashMap<>();
    Map<Integer, Integer> scalars = new LinkedHashMap<>();
    BitSet made = new BitSet();
    for (Instruction one : part) {
      for (int read : one.in()) {
        if (!made.get(read)) {
          Value value = values.get(read);
          Map<Integer, Integer> into =
              value.scalar() != null ? scalars : value.single() ? singles : arrays;
          into.putIfAbsent(read, into.size());
        }
      }
      made.set(one.out());
    }
    Map<Integer, Integer> numbers = new LinkedHashMap<>(arrays);
    singles.forEach((value, index) -> numbers.put(value, arrays.size() + index));
    scalars.forEach((value, index) -> numbers.put(value, arrays.size() + singles.size() + index));
    List<Instruction> renumbered = new ArrayList<>();
    List<Integer> outputs = new ArrayList<>();
    List<Integer> operands = new ArrayList<>(arrays.keySet());
    for (Instruction one : part) {
      int number = numbers.size();
      numbers.put(one.out(), number);
      renumbered.add(
          new Instruction(
              one.operation(),
              one.in().stream().map(numbers::get).map(Objects::requireNonNull).toList(),
              number));
      if (materialized.get(one.out())) {
        outputs.add(number);
        operands.add(one.out());
      }
    }
    return new Call(
        new KernelPlan(
            arrays.size(),
            singles.size(),
            scalars.size(),
            List.copyOf(renumbered),
            List.copyOf(outputs)),
        values.get(part.get(0).out()).shape(),
        List.copyOf(operands),
        List.copyOf(singles.keySet()),
        List.copyOf(scalars.keySet()));
  }
}
