package org.esscher.plugins.goalconditionedrm;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Estimate;
import org.esscher.api.Forward;
import org.esscher.api.Gradient;
import org.esscher.api.Optimizer;
import org.esscher.api.RewardModel;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.data.Arena;

/**
 * The small world of the paper's card: tokens x_t = z + N(0, I) ± drift_t·u of 32 numbers, t = 1 …
 * 12, with a unit vector u that chosen answers follow and rejected ones flee, and z of a pair's
 * own.
 */
final class TokenWorld {
  static final int TOKENS = 12;
  private static final int INPUTS = 32;
  private static final int WIDTH = 8;

  private final Fixture fixture;
  private final Random random;
  private final double[] direction;
  private final double shared;
  private final boolean ramp;

  /**
   * A world.
   *
   * @param fixture the host
   * @param seed of everything
   * @param shared standard deviation of z
   * @param ramp whether the drift grows from 0 to 1, else it is 1
   */
  TokenWorld(Fixture fixture, long seed, double shared, boolean ramp) {
    this.fixture = fixture;
    this.random = new Random(seed);
    this.shared = shared;
    this.ramp = ramp;
    this.direction = random.doubles(INPUTS).map(u -> random.nextGaussian()).toArray();
    double norm = Math.sqrt(Arrays.stream(direction).map(c -> c * c).sum());
    Arrays.setAll(direction, c -> direction[c] / norm);
  }

  private double drift(int token) {
    return ramp ? token / (TOKENS - 1.0) : 1;
  }

  /** Pairs, as columns {@code chosen} and {@code rejected} of token vectors. */
  Batch pairs(int count, Arena arena) {
    int size = TOKENS * INPUTS;
    double[] chosen = new double[count * size];
    double[] rejected = new double[count * size];
    double[] z = new double[INPUTS];
    for (int pair = 0; pair < count; pair++) {
      Arrays.setAll(z, c -> shared * random.nextGaussian());
      for (int i = 0; i < size; i++) {
        double drift = drift(i / INPUTS) * direction[i % INPUTS];
        chosen[pair * size + i] = z[i % INPUTS] + random.nextGaussian() + drift;
        rejected[pair * size + i] = z[i % INPUTS] + random.nextGaussian() - drift;
      }
    }
    int[] starts = new int[count + 1];
    Arrays.setAll(starts, row -> row * TOKENS);
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("example_id", arena.integers(LongStream.range(0, count).toArray()));
    columns.put("chosen", arena.vectorLists(INPUTS, starts, chosen));
    columns.put("rejected", arena.vectorLists(INPUTS, starts, rejected));
    return arena.batch(columns);
  }

  /** What a reward comes to: AUROC and pair accuracy of scores, AUROC of Q at the end. */
  record Judged(double auroc, double accuracy, double q) {}

  /** Trains by Adam at .01, 16 pairs a step, and judges on 2,000 pairs. */
  Judged trained(double beta, int trainingPairs, int steps, boolean runningMean) {
    TokenEncoder encoder = new TokenEncoder("features", INPUTS, 1, WIDTH, runningMean);
    RewardModel model = new GoalConditionedRm(encoder, WIDTH, 0).create(fixture.context(), null);
    Vectored vectored = model.as(Vectored.class).orElseThrow();
    double[] start = vectored.parameters().toArray();
    for (int i = 0; i < start.length - WIDTH; i++) {
      boolean bias = i >= INPUTS * WIDTH && i < (INPUTS + 1) * WIDTH;
      double fanIn = i < INPUTS * WIDTH ? INPUTS : WIDTH;
      start[i] = bias ? 0 : random.nextGaussian() / Math.sqrt(fanIn);
    }
    vectored.assign(Vector.of(start));
    Optimizer adam = fixture.host.component(Optimizer.class, "adam", Map.of("rate", 0.01));
    State state = State.empty();
    try (Arena data = fixture.host.arena("world")) {
      Batch training = pairs(trainingPairs, data);
      Batch test = pairs(2000, data);
      for (int step = 0; step < steps; step++) {
        try (Arena arena = fixture.host.arena("step")) {
          int[] rows = random.ints(16, 0, trainingPairs).toArray();
          Vector gradient = gradient(model, training.take(rows), beta, step, arena);
          Optimizer.Step moved = adam.step(vectored.parameters(), gradient, state, 1);
          vectored.assign(moved.parameters());
          state = moved.state();
        }
      }
      return judged(model, training, test);
    }
  }

  private Vector gradient(RewardModel model, Batch pairs, double beta, long seed, Arena arena) {
    Context context = fixture.context(arena);
    Set<String> outputs = Set.of("score", "hidden");
    try (Forward chosen = model.forward(answers(pairs, "chosen"), outputs, context);
        Forward rejected = model.forward(answers(pairs, "rejected"), outputs, context)) {
      Map<String, Column> columns = new LinkedHashMap<>();
      columns.put("example_id", pairs.column("example_id"));
      for (String output : outputs) {
        columns.put("chosen_" + output, chosen.output(output));
        columns.put("rejected_" + output, rejected.output(output));
      }
      Estimate found =
          fixture.host.estimate(
              Fixture.loss(beta),
              Map.of("pairs", arena.batch(columns)),
              State.empty(),
              seed,
              arena);
      Gradient both = back(chosen, "chosen_", found).plus(back(rejected, "rejected_", found));
      return model.as(Vectored.class).orElseThrow().vector(both);
    }
  }

  private static Gradient back(Forward pass, String prefix, Estimate found) {
    Map<String, Column> cotangents = new LinkedHashMap<>();
    found
        .losses()
        .values()
        .forEach(
            loss ->
                loss.cotangents()
                    .getOrDefault("pairs", Map.of())
                    .forEach(
                        (name, column) -> {
                          if (name.startsWith(prefix)) {
                            cotangents.put(name.substring(prefix.length()), column);
                          }
                        }));
    return pass.pullback(cotangents, Set.of()).gradient();
  }

  private static Batch answers(Batch pairs, String answer) {
    return pairs.with("features", pairs.column(answer));
  }

  private Judged judged(RewardModel model, Batch training, Batch test) {
    double[] states = output(model, training, "chosen", "hidden");
    double[] goal = new double[WIDTH];
    for (int i = 0; i < states.length; i++) {
      boolean last = i / WIDTH % TOKENS == TOKENS - 1;
      goal[i % WIDTH] += last ? states[i] : 0;
    }
    GoalRewardModel.assignGoal(model, goal);
    double[] chosen = output(model, test, "chosen", "score");
    double[] rejected = output(model, test, "rejected", "score");
    double right = 0;
    for (int row = 0; row < chosen.length; row++) {
      right += chosen[row] > rejected[row] ? 1.0 / chosen.length : 0;
    }
    double[] ones = new double[chosen.length];
    Arrays.fill(ones, 1);
    double q = RankArea.of(lastQ(model, test, "chosen"), lastQ(model, test, "rejected"), ones);
    return new Judged(RankArea.of(chosen, rejected, ones), right, q);
  }

  private double[] lastQ(RewardModel model, Batch pairs, String answer) {
    double[] q = output(model, pairs, answer, "q");
    double[] last = new double[q.length / TOKENS];
    Arrays.setAll(last, row -> q[(row + 1) * TOKENS - 1]);
    return last;
  }

  private double[] output(RewardModel model, Batch pairs, String answer, String output) {
    try (Arena arena = fixture.host.arena("output");
        Forward pass =
            model.forward(answers(pairs, answer), Set.of(output), fixture.context(arena))) {
      return pass.output(output).toArray();
    }
  }
}
