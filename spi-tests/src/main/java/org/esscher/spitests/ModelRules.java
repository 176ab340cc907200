package org.esscher.spitests;

import static org.esscher.spitests.Findings.require;
import static org.esscher.spitests.Findings.requireEqual;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.InputGradient;
import org.esscher.api.Model;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.data.Arena;
import org.junit.jupiter.api.Assumptions;

/** The rules that every model obeys, whatever it is a model of. */
final class ModelRules {
  private static final double STEP = 1e-5;

  /** Up to this many parameters each is moved alone; above, all at once in random directions. */
  private static final int EACH = 1_000;

  private static final int DIRECTIONS = 8;

  private ModelRules() {}

  static Vectored vectored(Model model) {
    return model
        .as(Vectored.class)
        .orElseGet(() -> Assumptions.abort("the model's parameters are not a vector"));
  }

  /** The gradient of every output is that of central differences in the parameters. */
  static void requireDerivatives(ModelTrial trial) {
    Vectored vectored = vectored(trial.model());
    for (String output : trial.outputs()) {
      requireDerivative(trial, vectored, output);
    }
  }

  private static void requireDerivative(ModelTrial trial, Vectored vectored, String output) {
    Vector start = vectored.parameters();
    double[] gradient = trial.gradient(output);
    require(
        gradient.length == start.size(),
        "%s has a gradient of %s numbers for %s parameters",
        output,
        gradient.length,
        start.size());
    double scale = 1 + Math.abs(trial.sum(output));
    boolean each = gradient.length <= EACH;
    for (int n = 0; n < (each ? gradient.length : DIRECTIONS); n++) {
      double[] direction = each ? axis(n, gradient.length) : signs(n, gradient.length);
      double up = moved(trial, vectored, start, direction, STEP, output);
      double down = moved(trial, vectored, start, direction, -STEP, output);
      double difference = (up - down) / (2 * STEP);
      double along = 0;
      double size = 0;
      for (int i = 0; i < gradient.length; i++) {
        along += gradient[i] * direction[i];
        size += Math.abs(gradient[i] * direction[i]);
      }
      // Central differences are wrong by h²f‴/6 and by rounding 2e-16·f/h = 2e-11·f.
      require(
          Math.abs(along - difference) <= 1e-6 * size + 1e-9 * scale,
          "the derivative of %s in %s %s is %s, but the central difference is %s",
          output,
          each ? "parameter" : "random direction",
          n,
          along,
          difference);
    }
    vectored.assign(start);
  }

  private static double[] axis(int index, int size) {
    double[] direction = new double[size];
    direction[index] = 1;
    return direction;
  }

  /** A unit vector that has a share of every parameter, so that one wrong derivative is seen. */
  private static double[] signs(int seed, int size) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] direction = new double[size];
    Arrays.setAll(direction, i -> (random.nextBoolean() ? 1 : -1) / Math.sqrt(size));
    return direction;
  }

  private static double moved(
      ModelTrial trial, Vectored vectored, Vector start, double[] along, double by, String output) {
    double[] parameters = start.toArray();
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += by * along[i];
    }
    vectored.assign(Vector.of(parameters));
    return trial.sum(output);
  }

  /** Input cotangents are central differences in the inputs that the model says it can do. */
  static void requireInputDerivatives(ModelTrial trial) {
    Set<String> inputs =
        trial
            .model()
            .as(InputGradient.class)
            .map(InputGradient::differentiableInputs)
            .orElse(Set.of());
    assumeTrue(!inputs.isEmpty(), "the model gives no derivatives with respect to its inputs");
    for (String output : trial.outputs()) {
      for (String input : inputs) {
        inputCotangents(trial, output, input)
            .ifPresent(found -> requireInputDerivative(trial, output, input, found));
      }
    }
  }

  /** Cotangents of one input, or empty where an output refuses to give any for it. */
  private static Optional<double[]> inputCotangents(ModelTrial trial, String output, String input) {
    try (Forward forward = trial.model().forward(trial.batch(), Set.of(output), trial.context())) {
      Column found = trial.pulledBack(forward, output, Set.of(input)).inputs().get(input);
      if (found == null) {
        throw new AssertionError("no cotangents of input " + input + " came back");
      }
      return Optional.of(found.toArray());
    } catch (EsscherException refused) {
      return Optional.empty();
    }
  }

  private static void requireInputDerivative(
      ModelTrial trial, String output, String input, double[] cotangents) {
    double[] values = trial.batch().column(input).toArray();
    require(
        cotangents.length == values.length,
        "input %s has %s numbers and got %s cotangents",
        input,
        values.length,
        cotangents.length);
    double scale = 1 + Math.abs(trial.sum(output));
    for (int i = 0; i < values.length; i++) {
      double difference = difference(trial, output, input, values, i, STEP);
      double finer = difference(trial, output, input, values, i, STEP / 10);
      // The coarse difference is wrong by 99 times what the finer one is: by what parts them.
      double allowed =
          1e-6 * Math.abs(cotangents[i]) + 1e-9 * scale + 1.1 * Math.abs(difference - finer);
      require(
          Math.abs(cotangents[i] - difference) <= allowed,
          "the derivative of %s in number %s of input %s is %s, but the central difference is %s",
          output,
          i,
          input,
          cotangents[i],
          difference);
    }
  }

  private static double difference(
      ModelTrial trial, String output, String input, double[] values, int index, double step) {
    double up = changed(trial, input, values, index, step).sum(output);
    double down = changed(trial, input, values, index, -step).sum(output);
    return (up - down) / (2 * step);
  }

  private static ModelTrial changed(
      ModelTrial trial, String input, double[] values, int index, double by) {
    double[] moved = values.clone();
    moved[index] += by;
    Column column = trial.workspace().inputs().shapedLike(trial.batch().column(input), moved);
    return trial.with(trial.batch().with(input, column));
  }

  /** What save gave makes a model with the same outputs. */
  static void requireRestored(ModelTrial trial, Function<State, ? extends Model> provider) {
    assumeRepeatable(trial);
    try (Model restored = provider.apply(trial.model().save())) {
      for (String output : trial.outputs()) {
        requireEqual(
            "the restored model's " + output,
            trial.output(output),
            trial.on(restored).output(output));
      }
    }
  }

  /** A row alone, or with its group, has the outputs that it has among others. */
  static void requireIndependentRows(ModelTrial trial, String named) {
    Batch batch = trial.batch();
    String group = trial.model().groupedBy(batch.names()).orElse("");
    require(
        named.isEmpty() || named.equals(group),
        "rows of the same '%s' belong together by group(), but of the same '%s' by groupedBy()",
        named,
        group);
    for (String output : trial.outputs()) {
      double[][] together = trial.rows(output);
      for (int row = 0; row < batch.rows(); row++) {
        int[] kept = groupOf(row, batch, group);
        double[] here = together[row];
        double[] alone = trial.with(batch.take(kept)).rows(output)[Arrays.binarySearch(kept, row)];
        require(
            close(here, alone),
            "%s of row %s is %s among others and %s alone",
            output,
            row,
            Arrays.toString(here),
            Arrays.toString(alone));
      }
    }
  }

  private static int[] groupOf(int row, Batch batch, String group) {
    if (group.isEmpty()) {
      return new int[] {row};
    }
    List<String> key = List.of(group);
    String own = Choices.key(batch, row, key);
    return IntStream.range(0, batch.rows())
        .filter(other -> own.equals(Choices.key(batch, other, key)))
        .toArray();
  }

  static boolean close(double[] left, double[] right) {
    return left.length == right.length
        && IntStream.range(0, left.length).allMatch(i -> close(left[i], right[i]));
  }

  static boolean close(double left, double right) {
    return Double.compare(left, right) == 0
        || Math.abs(left - right) <= 1e-12 * (1 + Math.abs(left));
  }

  /** Neither forward nor pullback steps. */
  static void requireUnchangedParameters(ModelTrial trial) {
    Vectored vectored = vectored(trial.model());
    for (String output : trial.outputs()) {
      double[] before = vectored.parameters().toArray();
      trial.gradient(output);
      requireEqual("parameters after pullback", before, vectored.parameters().toArray());
    }
  }

  /** The point that parameters gave stays where it is, and assigning it again changes nothing. */
  static void requireParametersAreAPoint(ModelTrial trial) {
    Vectored vectored = vectored(trial.model());
    Vector point = vectored.parameters();
    double[] before = point.toArray();
    double[] elsewhere = before.clone();
    Arrays.setAll(elsewhere, i -> elsewhere[i] + 1);
    vectored.assign(Vector.of(elsewhere));
    requireEqual("numbers of a point taken before a step", before, point.toArray());
    requireEqual("parameters after assign", elsewhere, vectored.parameters().toArray());
    vectored.assign(point);
    requireEqual("parameters after assigning them back", before, vectored.parameters().toArray());
  }

  private static void assumeRepeatable(ModelTrial trial) {
    for (String output : trial.outputs()) {
      assumeTrue(
          Arrays.equals(trial.output(output), trial.output(output)),
          "outputs don't even repeat: another rule says so");
    }
  }

  /** The same rows give the same numbers. */
  static void requireRepeatable(ModelTrial trial) {
    for (String output : trial.outputs()) {
      requireEqual(output + " of the same rows", trial.output(output), trial.output(output));
    }
  }

  /** Columns that the model doesn't declare may be absent. */
  static void requireDeclaredInputs(ModelTrial trial) {
    assumeRepeatable(trial);
    Set<String> declared = trial.model().inputs();
    Map<String, Column> kept = new LinkedHashMap<>();
    for (String name : trial.batch().names()) {
      if (declared.contains(name)) {
        kept.put(name, trial.batch().column(name));
      }
    }
    assumeTrue(!kept.isEmpty(), "the model reads no column");
    ModelTrial narrow = trial.with(trial.workspace().inputs().batch(kept));
    for (String output : trial.outputs()) {
      double[] all = trial.output(output);
      double[] few = narrow.output(output);
      require(
          close(all, few),
          "%s is %s, and where only the declared inputs %s are there %s",
          output,
          Arrays.toString(all),
          kept.keySet(),
          Arrays.toString(few));
    }
  }

  /** A forward pass gives back all memory that it didn't make with the context's columns. */
  static void requireNoMemoryLeft(ModelTrial trial) {
    for (String output : trial.outputs()) {
      long before = trial.workspace().allocatedBytes();
      Arena call = trial.workspace().call();
      ModelTrial inCall = trial.whollyIn(call);
      try (Forward forward =
          trial.model().forward(inCall.batch(), Set.of(output), inCall.context())) {
        if (trial.model().as(Vectored.class).isPresent()) {
          inCall.gradient(forward, output);
        }
      }
      Workspace.closeLeaking(call);
      long left = trial.workspace().allocatedBytes() - before;
      require(left == 0, "%s bytes are in use after forward and pullback of %s", left, output);
    }
  }

  /** A refused allocation comes out as what it is, and leaves the model as it was. */
  static void requireRefusalsCleanUp(ModelTrial trial) {
    assumeRepeatable(trial);
    for (String output : trial.outputs()) {
      double[] before = trial.output(output);
      RefusingMemory.refuseEachInTurn(
          arena -> {
            ModelTrial inArena = trial.in(arena);
            try (Forward forward =
                trial.model().forward(trial.batch(), Set.of(output), inArena.context())) {
              forward.output(output);
            }
          });
      requireEqual(output + " after memory was refused", before, trial.output(output));
    }
  }

  /** Passes are closed twice, in any order, and don't close each other. */
  static void requireClosingInAnyOrder(ModelTrial trial) {
    for (String output : trial.outputs()) {
      Forward first = trial.model().forward(trial.batch(), Set.of(output), trial.context());
      Forward second = trial.model().forward(trial.batch(), Set.of(output), trial.context());
      double[] expected = second.output(output).toArray();
      first.close();
      first.close();
      requireEqual(
          output + " of a pass, after another one was closed twice,",
          expected,
          second.output(output).toArray());
      if (trial.model().as(Vectored.class).isPresent()) {
        trial.gradient(second, output);
      }
      second.close();
      second.close();
    }
    trial.model().close();
    trial.model().close();
  }

  /** Every output. */
  static Map<String, double[]> outputs(ModelTrial trial) {
    Map<String, double[]> outputs = new LinkedHashMap<>();
    trial.outputs().forEach(output -> outputs.put(output, trial.output(output)));
    return outputs;
  }

  /** What other threads give is what this one gives. */
  static void requireSameOutputs(Map<String, double[]> here, Map<String, double[]> there) {
    require(
        here.keySet().equals(there.keySet()),
        "the outputs are %s, and on several threads at once %s",
        here.keySet(),
        there.keySet());
    here.forEach(
        (output, values) ->
            requireEqual(
                output + " on several threads at once",
                values,
                Objects.requireNonNull(there.get(output))));
  }

  /** Another thread than the one that made the model sees the same outputs. */
  static void requireSameOnOtherThread(ModelTrial trial) {
    assumeRepeatable(trial);
    for (String output : trial.outputs()) {
      double[] here = trial.output(output);
      double[] there = OtherThreads.atOnce(1, () -> trial.output(output)).get(0);
      requireEqual(output + " on another thread", here, there);
    }
  }
}
