package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.esscher.api.Batch;
import org.esscher.api.CalledSerially;
import org.esscher.api.CollectionPlan;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Data;
import org.esscher.api.DistributionDivergence;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.Expr;
import org.esscher.api.Filter;
import org.esscher.api.Forward;
import org.esscher.api.Generator;
import org.esscher.api.Inputs;
import org.esscher.api.Learner;
import org.esscher.api.Level;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.Optimizer;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Recipe;
import org.esscher.api.RewardModel;
import org.esscher.api.Rollout;
import org.esscher.api.Run;
import org.esscher.api.Sampler;
import org.esscher.api.Schedule;
import org.esscher.api.Slot;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.esscher.api.Statistic;
import org.esscher.api.Transform;
import org.esscher.api.Vector;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.internal.config.FixedModel;
import org.esscher.runtime.internal.run.SerialCallsTest.Device;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs of four threads that use a component of each kind, declared to be called serially: no two of
 * its calls overlap, and nor do those of what it makes.
 */
class SerialKindsTest {
  private static final int STEPS = 3;

  @TempDir Path temporary;

  @BeforeEach
  void reset() {
    Device.MOST.set(0);
    Device.CALLS.set(0);
  }

  /** What a step does with some rows of x, y and group_id. */
  private interface Work {
    void step(Run run, Batch rows);
  }

  /** Uses what it is given; says nothing itself. */
  private record Using(
      Map<String, ModelProvider> models, Map<String, EnvironmentProvider> worlds, Work work)
      implements Recipe {
    @Override
    public Map<String, ModelProvider> roles() {
      return models;
    }

    @Override
    public Map<String, EnvironmentProvider> environments() {
      return worlds;
    }

    @Override
    public State step(State state, Run run) {
      work.step(run, run.next(run.data("data"), 2));
      return state.with("step", state.number("step", 0) + 1);
    }

    @Override
    public double progress(State state) {
      return state.number("step", 0) / STEPS;
    }
  }

  private static Recipe using(Map<String, ModelProvider> models, Work work) {
    return new Using(models, Map.of(), work);
  }

  /** Whatever is asked of a model goes to the device; it samples zeros and scores zeros. */
  private static final class Scored implements Policy, RewardModel, Sampler {
    @Override
    public Set<String> inputs() {
      return Set.of("x");
    }

    @Override
    public Set<String> outputs() {
      return Set.of("score");
    }

    @Override
    public Forward forward(Batch batch, Set<String> outputs, Context context) {
      Device.use();
      Column zeros = context.columns().numbers(new double[batch.rows()]);
      return new Forward() {
        @Override
        public Column output(String name) {
          return zeros;
        }

        @Override
        public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
          throw new AssertionError("nothing is trained here");
        }
      };
    }

    @Override
    public Batch sample(Batch contexts, int each, RandomGenerator random, Context context) {
      Device.use();
      return contexts.with("action", context.columns().numbers(new double[contexts.rows()]));
    }

    @Override
    public State save() {
      Device.use();
      return State.empty();
    }

    @Override
    public void close() {
      Device.use();
    }
  }

  @CalledSerially
  private record DevicePolicy() implements PolicyProvider {
    @Override
    public Policy create(Context context, @Nullable State saved) {
      Device.use();
      return new Scored();
    }
  }

  @CalledSerially
  @Component("test-device-model")
  private record DeviceModel() implements ModelProvider {
    @Override
    public Model create(Context context, @Nullable State saved) {
      Device.use();
      return new Scored();
    }
  }

  /** A reward model that is its own configuration. */
  @CalledSerially
  private record DeviceReward() implements RewardModel {
    @Override
    public Set<String> inputs() {
      return Set.of("x");
    }

    @Override
    public Set<String> outputs() {
      return Set.of("score");
    }

    @Override
    public Forward forward(Batch batch, Set<String> outputs, Context context) {
      return new Scored().forward(batch, outputs, context);
    }

    @Override
    public State save() {
      return State.empty();
    }
  }

  @CalledSerially
  private record DeviceWorld() implements EnvironmentProvider {
    @Override
    public Environment create(int copies, Context context) {
      Device.use();
      Environment walk = new Corridor(3, List.of("walker")).create(copies, context);
      return new Environment() {
        @Override
        public int copies() {
          return walk.copies();
        }

        @Override
        public List<String> players() {
          return walk.players();
        }

        @Override
        public void reset(int[] ended, Context context) {
          Device.use();
          walk.reset(ended, context);
        }

        @Override
        public Batch observe(Context context) {
          return walk.observe(context);
        }

        @Override
        public Batch step(Batch actions, Context context) {
          Device.use();
          return walk.step(actions, context);
        }

        @Override
        public State save() {
          Device.use();
          return walk.save();
        }

        @Override
        public void restore(State saved) {
          walk.restore(saved);
        }

        @Override
        public void close() {
          Device.use();
          walk.close();
        }
      };
    }
  }

  /** The share π log π of a row, which uses the device when its expression is built. */
  @CalledSerially
  private record DeviceDivergence() implements DistributionDivergence {
    @Override
    public Expr between(Expr logPolicy, Expr logTarget, Level to) {
      Device.use();
      return logPolicy.times(logPolicy.exp());
    }
  }

  private record Between(DistributionDivergence divergence) implements Statistic {
    @Override
    public Map<String, Expr> quantities(Inputs in) {
      Slot rows = in.slot("rows");
      Expr x = rows.column("x", Level.ROW);
      return Map.of("divergence", divergence.between(x, x, Level.ROW).mean(Level.BATCH));
    }
  }

  @CalledSerially
  private record DeviceOptimizer() implements Optimizer {
    @Override
    public Step step(Vector parameters, Vector gradient, State state, double rateFactor) {
      Device.use();
      return new Step(parameters, state);
    }

    @Override
    public double rate() {
      return 0.1;
    }
  }

  @CalledSerially
  private record DeviceTransform() implements Transform {
    @Override
    public Batch apply(Batch batch, State fitted, Context context) {
      Device.use();
      return batch;
    }
  }

  @CalledSerially
  private record DeviceFilter() implements Filter {
    @Override
    public Result filter(Batch batch, Context context) {
      Device.use();
      return new Result(batch, 0);
    }
  }

  @CalledSerially
  @Component("test-device-learner")
  private record DeviceLearner() implements Learner {
    @Override
    public Map<String, Expr> reads(Inputs in) {
      return Map.of("y", in.slot("rows").column("y", Level.ROW));
    }

    @Override
    public State fit(Data data, State previous, Context context) {
      Device.use();
      return State.empty();
    }

    @Override
    public Model load(State fitted, Context context) {
      return new Scored();
    }
  }

  @CalledSerially
  private record DeviceSchedule() implements Schedule {
    @Override
    public double at(double progress) {
      Device.use();
      return 1;
    }
  }

  /** A recipe that holds a schedule, as configurations do. */
  private record Scheduled(DeviceSchedule schedule, Using inner) implements Recipe {
    @Override
    public Map<String, ModelProvider> roles() {
      return inner.roles();
    }

    @Override
    public State step(State state, Run run) {
      schedule.at(inner.progress(state));
      return inner.step(state, run);
    }

    @Override
    public double progress(State state) {
      return inner.progress(state);
    }
  }

  /** Uses the device in whatever a host asks a recipe. */
  @CalledSerially
  private record DeviceRecipe(Using inner) implements Recipe {
    @Override
    public Map<String, ModelProvider> roles() {
      Device.use();
      return inner.roles();
    }

    @Override
    public Map<String, Boolean> sources() {
      Device.use();
      return Map.of("data", true);
    }

    @Override
    public State start(Run run) {
      Device.use();
      return State.empty();
    }

    @Override
    public State step(State state, Run run) {
      Device.use();
      return inner.step(state, run);
    }

    @Override
    public double progress(State state) {
      Device.use();
      return inner.progress(state);
    }

    @Override
    public void finish(State state, Run run) {
      Device.use();
    }
  }

  /** Data of which no two are made at once. */
  @CalledSerially
  @Component("test-device-data")
  record DeviceData() implements Generator {
    @Override
    public Batch generate(Context context) {
      Device.use();
      return new LineData().generate(context);
    }
  }

  private static final Work NOTHING = (run, rows) -> {};

  static Stream<Arguments> kinds() {
    PolicyProvider coin = new Coin(0.5, false);
    Map<String, String> data = TestHost.LINE_DATA;
    BiFunction<String, Recipe, Arguments> of = (kind, recipe) -> arguments(kind, recipe, data);
    Using idle = new Using(Map.of(), Map.of(), NOTHING);
    return Stream.of(
        of.apply(
            "policy",
            using(
                Map.of("actor", new DevicePolicy()), (run, rows) -> run.sample("actor", rows, 1))),
        of.apply(
            "model",
            using(
                Map.of("critic", new DeviceModel()),
                (run, rows) -> run.score("critic", rows, "score", "critic_score"))),
        of.apply(
            "a model that is defined late",
            using(
                Map.of(),
                (run, rows) -> {
                  run.define("late", new DeviceModel());
                  run.score("late", rows, "score", "late_score");
                })),
        of.apply(
            "reward-model",
            using(
                Map.of("judge", new FixedModel.OfReward(new DeviceReward())),
                (run, rows) -> run.score("judge", rows, "score", "score"))),
        of.apply(
            "environment",
            new Using(
                Map.of("coin", coin),
                Map.of("corridor", new DeviceWorld()),
                (run, rows) -> run.play(Rollout.of("training", "corridor", "coin", 1), 2))),
        of.apply(
            "divergence",
            using(
                Map.of(),
                (run, rows) ->
                    run.estimate(new Between(new DeviceDivergence()), Map.of("rows", rows)))),
        of.apply(
            "optimizer",
            using(
                Map.of("line", new Line()),
                (run, rows) ->
                    run.train(
                        Stage.of("fit", new SquaredError("line"), new DeviceOptimizer()),
                        Map.of("rows", rows)))),
        of.apply("schedule", new Scheduled(new DeviceSchedule(), idle)),
        of.apply(
            "transform",
            using(
                Map.of(), (run, rows) -> run.apply(new DeviceTransform(), run.data("data"), rows))),
        of.apply(
            "filter",
            using(
                Map.of("coin", coin),
                (run, rows) ->
                    run.collect(
                        new CollectionPlan(
                            run.data("data"),
                            2,
                            List.of(new CollectionPlan.Draw("rows", "coin", 1, List.of())),
                            List.of(new DeviceFilter()))))),
        of.apply(
            "learner",
            using(
                Map.of(),
                (run, rows) -> run.fit("flat", new DeviceLearner(), Map.of("rows", rows)))),
        of.apply("recipe", new DeviceRecipe(idle)),
        arguments("generator", idle, Map.of("data", "test-device-data")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void callsTakeTurns(String kind, Recipe recipe, Map<String, String> sources) throws Exception {
    try (TestHost host = new TestHost()) {
      SerialCallsTest.atOnce(
          thread ->
              () ->
                  host.run(
                      new RunRequest(
                          recipe,
                          sources,
                          temporary.resolve("run-" + thread),
                          5,
                          false,
                          RunListener.NONE),
                      TestHost.ALWAYS));
    }
    // One call at least for each of the four runs.
    assertThat(Device.CALLS.get()).as(kind).isGreaterThanOrEqualTo(4);
    assertThat(Device.MOST).as(kind).hasValue(1);
  }
}
