package org.esscher.plugins.prdc;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Sampler;
import org.esscher.api.State;
import org.esscher.api.Trainable;
import org.esscher.api.Vectored;
import org.jspecify.annotations.Nullable;

/**
 * A policy that learned on scaled observations, and acts on those that an environment shows: it
 * sees (observation − mean)/deviation. Its parameters are those of the policy inside.
 *
 * @param of the policy inside
 * @param mean mean to subtract, by component of the observation
 * @param deviation standard deviation to divide by, by component of the observation
 */
@Component(
    value = "standardized",
    summary = "a policy that sees observations standardized by a mean and a deviation",
    paper = "Fujimoto and Gu 2021, arXiv 2106.06860, section 4")
public record StandardizedPolicy(
    PolicyProvider of, @NotEmpty List<Double> mean, @NotEmpty List<@Positive Double> deviation)
    implements PolicyProvider {
  public StandardizedPolicy {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (mean.size() != deviation.size()) {
      throw EsscherException.user(
          "'standardized' has means of %d components and deviations of %d; give both for each",
          mean.size(), deviation.size());
    }
  }

  @Override
  public Policy create(Context context, @Nullable State saved) {
    return new Scaled(of.create(context, saved), new Scaling(array(mean), array(deviation)));
  }

  private static double[] array(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private record Scaled(Policy inner, Scaling scaling) implements Policy {
    private static final String OBSERVATION = "observation";

    @Override
    public Set<String> inputs() {
      return inner.inputs();
    }

    @Override
    public Optional<String> groupedBy(Set<String> columns) {
      return inner.groupedBy(columns);
    }

    @Override
    public Set<String> outputs() {
      return inner.outputs();
    }

    @Override
    public Forward forward(Batch batch, Set<String> outputs, Context context) {
      return inner.forward(scaling.scaled(batch, OBSERVATION, context), outputs, context);
    }

    @Override
    public State save() {
      return inner.save();
    }

    @Override
    public <T> Optional<T> as(Class<T> capability) {
      if (capability == Vectored.class || capability == Trainable.class) {
        return inner.as(capability);
      }
      if (capability == Sampler.class) {
        return inner.as(Sampler.class).map(sampler -> capability.cast(drawing(sampler)));
      }
      return Optional.empty();
    }

    /** The context's columns stay as they came. */
    private Sampler drawing(Sampler sampler) {
      return (Batch contexts, int each, RandomGenerator random, Context context) -> {
        int[] rows = new int[Math.multiplyExact(contexts.rows(), each)];
        Arrays.setAll(rows, draw -> draw / each);
        return sampler
            .sample(scaling.scaled(contexts, OBSERVATION, context), each, random, context)
            .with(OBSERVATION, contexts.take(rows).column(OBSERVATION));
      };
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
