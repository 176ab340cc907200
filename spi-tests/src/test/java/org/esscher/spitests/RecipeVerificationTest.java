package org.esscher.spitests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.esscher.api.Batch;
import org.esscher.api.CalledSerially;
import org.esscher.api.ModelProvider;
import org.esscher.api.Recipe;
import org.esscher.api.Run;
import org.esscher.api.State;
import org.junit.jupiter.api.Test;

/** A right recipe passes; each broken one fails on the rule that it breaks, and on no other. */
class RecipeVerificationTest {
  private abstract static class Tiny extends RecipeVerification {
    private final Supplier<Recipe> make;

    Tiny(Supplier<Recipe> make) {
      this.make = make;
    }

    @Override
    protected Recipe recipe() {
      return make.get();
    }

    @Override
    protected Map<String, String> sources(Path directory) throws IOException {
      Path data = directory.resolve("rewards.csv");
      Files.write(data, List.of("example_id,reward", "1,0.5", "2,-1", "3,2"));
      return Map.of("data", data.toString());
    }
  }

  static class Right extends Tiny {
    Right() {
      super(TinyRecipe.Right::new);
    }
  }

  @Test
  void rightRecipePasses() {
    Verdict.of(Right.class).passesSkippingOnly();
  }

  /** Half of the fourth step's progress is taken back. */
  record FallsBackRecipe() implements TinyRecipe {
    @Override
    public double progress(State state) {
      double progress = TinyRecipe.super.progress(state);
      return progress == 0.8 ? 0.4 : progress;
    }
  }

  static class FallsBack extends Tiny {
    FallsBack() {
      super(FallsBackRecipe::new);
    }
  }

  @Test
  void fallingProgressFails() {
    Verdict.of(FallsBack.class).failsExactly("REC-1", "progress fell from 0.6 to 0.4");
  }

  /** Each instance has noise of its own. */
  record NumbersInstancesRecipe(int number) implements TinyRecipe {
    @Override
    public double noise(Run run) {
      return TinyRecipe.super.noise(run) + number;
    }
  }

  static class NumbersInstances extends Tiny {
    private static final AtomicInteger MADE = new AtomicInteger();

    NumbersInstances() {
      super(() -> new NumbersInstancesRecipe(MADE.incrementAndGet()));
    }
  }

  @Test
  void runsThatDontRepeatFail() {
    Verdict.of(NumbersInstances.class).failsExactly("REC-2", "the same seed again");
  }

  /** Keeps the sum in a field, which a resumed run doesn't have. */
  record SumsInFieldRecipe(List<Double> memory) implements TinyRecipe {
    @Override
    public State start(Run run) {
      memory.clear();
      return State.empty();
    }

    @Override
    public double before(State state) {
      return memory.isEmpty() ? 0 : memory.get(memory.size() - 1);
    }

    @Override
    public State step(State state, Run run) {
      State next = TinyRecipe.super.step(state, run);
      memory.add(next.number("sum", 0));
      return next;
    }
  }

  static class SumsInField extends Tiny {
    SumsInField() {
      super(() -> new SumsInFieldRecipe(new ArrayList<>()));
    }
  }

  @Test
  void sumsInFieldsFail() {
    Verdict.of(SumsInField.class).failsExactly("REC-3", "and resumed");
  }

  /** A second run goes on where the first one ended. */
  record NeverStartsAnewRecipe(List<Double> memory) implements TinyRecipe {
    @Override
    public State start(Run run) {
      return State.empty().with("sum", memory.isEmpty() ? 0 : memory.get(0));
    }

    @Override
    public void finish(State state, Run run) {
      memory.add(state.number("sum", 0));
    }
  }

  static class NeverStartsAnew extends Tiny {
    NeverStartsAnew() {
      super(() -> new NeverStartsAnewRecipe(new ArrayList<>()));
    }
  }

  @Test
  void rememberedRunsFail() {
    Verdict.of(NeverStartsAnew.class).failsExactly("REC-4", "the same instance");
  }

  /** Draws nothing, and the data are read whole. */
  record Sum() implements TinyRecipe {
    @Override
    public State step(State state, Run run) {
      double sum = before(state) + reward(run.data("data").batch());
      run.metric("sum", sum);
      return State.empty().with("sum", sum).with("step", state.number("step", 0) + 1);
    }
  }

  static class IgnoresSeed extends Tiny {
    IgnoresSeed() {
      super(Sum::new);
    }
  }

  @Test
  void ignoredSeedsFail() {
    Verdict.of(IgnoresSeed.class).failsExactly("REC-5", "seeds 3 and 4");
  }

  static class DrawsNothing extends IgnoresSeed {
    @Override
    protected Map<String, String> departures() {
      return Map.of("REC-5", "it adds up what is there");
    }
  }

  @Test
  void statedDeparturesAreSkipped() {
    Verdict.of(DrawsNothing.class).passesSkippingOnly("REC-5");
  }

  static class ExcusesAMust extends SumsInField {
    @Override
    protected Map<String, String> departures() {
      return Map.of("REC-3", "it was easier");
    }
  }

  @Test
  void nothingExcusesAMust() {
    Verdict.of(ExcusesAMust.class).failsExactly("REC-3", "and resumed");
  }

  record RenamesRolesRecipe(List<Integer> asked) implements TinyRecipe {
    @Override
    public Map<String, ModelProvider> roles() {
      asked.add(1);
      ModelProvider nothing =
          (context, saved) -> {
            throw new AssertionError("never made");
          };
      return asked.size() == 2 ? Map.of("policy", nothing) : Map.of();
    }
  }

  static class RenamesRoles extends Tiny {
    RenamesRoles() {
      super(() -> new RenamesRolesRecipe(new ArrayList<>()));
    }
  }

  @Test
  void changingRolesFail() {
    Verdict.of(RenamesRoles.class).failsExactly("REC-6", "asked again");
  }

  record NeedsTheOptionalRecipe() implements TinyRecipe {
    @Override
    public double noise(Run run) {
      return TinyRecipe.super.noise(run) * run.data("more").rows();
    }
  }

  static class NeedsTheOptional extends Tiny {
    NeedsTheOptional() {
      super(NeedsTheOptionalRecipe::new);
    }

    @Override
    protected Map<String, String> sources(Path directory) throws IOException {
      String data = super.sources(directory).values().iterator().next();
      return Map.of("data", data, "more", data);
    }
  }

  @Test
  void optionalSourcesThatAreNeededFail() {
    Verdict.of(NeedsTheOptional.class).failsExactly("REC-7", "declared optional");
  }

  record TrustsDataRecipe() implements TinyRecipe {
    @Override
    public double reward(Batch rows) {
      String second = List.copyOf(rows.names()).get(1);
      return rows.column(second).at(0);
    }
  }

  static class TrustsData extends Tiny {
    TrustsData() {
      super(TrustsDataRecipe::new);
    }
  }

  @Test
  void foreignDataThatBreaksFails() {
    Verdict.of(TrustsData.class).failsExactly("REC-8", "failure of code PLUGIN");
  }

  record TakesAnythingRecipe() implements TinyRecipe {
    @Override
    public double reward(Batch rows) {
      return rows.has("reward") ? TinyRecipe.super.reward(rows) : 0;
    }
  }

  static class TakesAnything extends Tiny {
    TakesAnything() {
      super(TakesAnythingRecipe::new);
    }
  }

  @Test
  void foreignDataThatIsAcceptedFails() {
    Verdict.of(TakesAnything.class).failsExactly("REC-8", "are accepted");
  }

  /** Is noisier where another run of it takes a step at once. */
  record MeetingRecipe(Encounter encounter) implements TinyRecipe {
    @Override
    public double noise(Run run) {
      return TinyRecipe.super.noise(run) + (encounter.met() ? 1 : 0);
    }
  }

  static class MeetingUnsaid extends Tiny {
    MeetingUnsaid() {
      super(() -> new MeetingRecipe(new Encounter(60_000)));
    }
  }

  /** Says that no two steps of it may be taken at once, so that the host takes turns. */
  @CalledSerially
  record MeetingNobodyRecipe(Encounter encounter) implements TinyRecipe {
    @Override
    public double noise(Run run) {
      return TinyRecipe.super.noise(run) + (encounter.met() ? 1 : 0);
    }
  }

  static class MeetingSaid extends Tiny {
    MeetingSaid() {
      super(() -> new MeetingNobodyRecipe(new Encounter(20)));
    }
  }

  @Test
  void stepsAtOnceFailUnlessTheyAreDeclaredSerial() {
    Verdict.of(MeetingUnsaid.class).failsExactly("REC-9", "beside another run");
    Verdict.of(MeetingSaid.class).passesSkippingOnly();
  }
}
