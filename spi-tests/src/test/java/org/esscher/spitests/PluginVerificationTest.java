package org.esscher.spitests;

import jakarta.validation.constraints.Positive;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Plugin;
import org.esscher.api.Statistic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A right plugin passes; each broken one fails on the rule that it breaks, and on no other. */
public class PluginVerificationTest {
  @TempDir static Path directory;

  private interface MeanReward extends Statistic {
    @Override
    default Map<String, Expr> quantities(Inputs in) {
      return Map.of("mean", in.slot("rows").column("reward", Level.ROW).mean(Level.BATCH));
    }
  }

  /** Right. */
  @Component(value = "mean-reward", summary = "the mean reward")
  public record Mean(@Default("2") @Positive double scale) implements MeanReward {}

  /** Right: the scale must be given. */
  @Component(value = "scaled-reward", summary = "the mean reward, scaled")
  public record Required(@Positive double scale) implements MeanReward {}

  /** An id that no command line can take. */
  @Component(value = "Mean_Reward", summary = "the mean reward")
  public record BadId() implements MeanReward {}

  /** Somebody else's id. */
  @Component(value = "mean-reward", summary = "another mean reward")
  public record SameId() implements MeanReward {}

  @Component(value = "hidden", summary = "not public")
  record Hidden() implements MeanReward {}

  /** No component. */
  public record Bare() implements MeanReward {}

  /** Says nothing. */
  @Component("silent")
  public record Silent() implements MeanReward {}

  /** Refuses its own default. */
  @Component(value = "refusing", summary = "the mean reward")
  public record Refusing(@Default("-1") @Positive double scale) implements MeanReward {}

  private record Declares(String apiVersion, List<Class<? extends Record>> components)
      implements Plugin {}

  /** Verifies some components. */
  private abstract static class Verified extends PluginVerification {
    private final Plugin plugin;

    Verified(Plugin plugin) {
      this.plugin = plugin;
    }

    Verified(List<Class<? extends Record>> components) {
      this(new Declares(Plugin.API_VERSION, components));
    }

    @Override
    protected Plugin plugin() {
      return plugin;
    }

    /** Its byte code has tests of its own, in jars. */
    @Override
    protected Path location() {
      return directory;
    }
  }

  static class Right extends Verified {
    Right() {
      super(List.of(Mean.class, Required.class));
    }
  }

  @Test
  void rightPluginPasses() {
    Verdict.of(Right.class).passesSkippingOnly();
  }

  static class InvalidId extends Verified {
    InvalidId() {
      super(List.of(Mean.class, BadId.class));
    }
  }

  @Test
  void invalidIdFails() {
    Verdict.of(InvalidId.class).failsExactly("PLG-1", "Mean_Reward");
  }

  static class DuplicateId extends Verified {
    DuplicateId() {
      super(List.of(Mean.class, SameId.class));
    }
  }

  @Test
  void duplicateIdFails() {
    Verdict.of(DuplicateId.class).failsExactly("PLG-1", "are both estimator 'mean-reward'");
  }

  static class OldVersion extends Verified {
    OldVersion() {
      super(new Declares("0.0", List.of(Mean.class)));
    }
  }

  @Test
  void otherVersionFails() {
    Verdict.of(OldVersion.class).failsExactly("PLG-2", "0.0");
  }

  static class NotPublic extends Verified {
    NotPublic() {
      super(List.of(Hidden.class));
    }
  }

  @Test
  void hiddenRecordFails() {
    Verdict.of(NotPublic.class).failsExactly("PLG-3", "not public");
  }

  static class NoComponent extends Verified {
    NoComponent() {
      super(List.of(Bare.class));
    }
  }

  @Test
  void bareRecordFails() {
    Verdict.of(NoComponent.class).failsExactly("PLG-3", "bears no @Component");
  }

  static class Undocumented extends Verified {
    Undocumented() {
      super(List.of(Silent.class));
    }
  }

  @Test
  void missingSummaryFails() {
    Verdict.of(Undocumented.class).failsExactly("PLG-4", "silent");
  }

  static class RefusedDefault extends Verified {
    RefusedDefault() {
      super(List.of(Refusing.class));
    }
  }

  @Test
  void refusedDefaultFails() {
    Verdict.of(RefusedDefault.class).failsExactly("PLG-5", "scale");
  }
}
