package org.esscher.runtime.internal.config;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Filter;
import org.esscher.api.Forward;
import org.esscher.api.Generator;
import org.esscher.api.ModelProvider;
import org.esscher.api.RewardModel;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/** Components to bind, without behavior. */
final class Sample {
  private Sample() {}

  enum Mode {
    TOKEN_MEAN,
    SEQUENCE_MEAN
  }

  record Interval(double low, double high) {
    Interval {
      if (low > high) {
        throw EsscherException.user("low %s is above high %s", low, high);
      }
    }
  }

  @Component("scalars")
  record Scalars(
      boolean truth,
      byte small,
      short shorter,
      int whole,
      Long large,
      float single,
      Double real,
      String text,
      Mode mode)
      implements Generator {
    @Override
    public Batch generate(Context context) {
      throw new AssertionError();
    }
  }

  @Component("keep")
  record Keep(
      @Default("0.5") @DecimalMin("0") @DecimalMax(value = "1", inclusive = false) double share)
      implements Filter {
    @Override
    public Result filter(Batch batch, Context context) {
      throw new AssertionError();
    }
  }

  @Component("chain")
  record Chain(@Default("[]") List<Filter> parts, @Default("keep") Filter last) implements Filter {
    @Override
    public Result filter(Batch batch, Context context) {
      throw new AssertionError();
    }
  }

  @Component("nested")
  record Nested(
      @Default("{id: keep, share: 0.25}") Filter filter,
      @Default("[1, 2]") List<@Positive Integer> sizes,
      @Default("{}") Map<String, Interval> bounds,
      @Default("[]") Set<Mode> modes,
      @Nullable Double limit,
      @Default("name") @NotEmpty String name)
      implements Generator {
    @Override
    public Batch generate(Context context) {
      throw new AssertionError();
    }
  }

  @Component("scored")
  record Scored(ModelProvider reward) implements Generator {
    @Override
    public Batch generate(Context context) {
      throw new AssertionError();
    }
  }

  @Component("constant")
  record Constant(@Default("1") double score) implements RewardModel {
    @Override
    public Set<String> inputs() {
      return Set.of();
    }

    @Override
    public Set<String> outputs() {
      return Set.of("score");
    }

    @Override
    public Forward forward(Batch batch, Set<String> outputs, Context context) {
      throw new AssertionError();
    }

    @Override
    public State save() {
      return State.empty();
    }
  }

  @Component("endless")
  record Endless(@Default("endless") Filter next) implements Filter {
    @Override
    public Result filter(Batch batch, Context context) {
      throw new AssertionError();
    }
  }

  @Component("failing")
  record Failing() implements Filter {
    Failing {
      throw new IllegalStateException("a defect");
    }

    @Override
    public Result filter(Batch batch, Context context) {
      throw new AssertionError();
    }
  }

  private static final Map<String, Class<? extends Record>> FOUND =
      Map.of(
          "keep", Keep.class,
          "chain", Chain.class,
          "constant", Constant.class,
          "endless", Endless.class,
          "failing", Failing.class);

  static RecordBinder binder() {
    return new RecordBinder(
        (wanted, id) -> {
          Class<? extends Record> type = FOUND.get(id);
          if (type == null) {
            throw EsscherException.user("there is no '%s'", id);
          }
          return type;
        });
  }
}
