package org.esscher.plugins.mbrcsl;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * A policy that reads {@code observation} and {@code return_to_go}: {@code mlp-deterministic}, or
 * {@code mlp-gaussian}.
 *
 * @param variant what the policy is and how it is fitted
 * @param width number of components of an observation
 * @param components number of components of an action
 * @param bound largest absolute value of an action's component, to which the network's outputs are
 *     squashed; 0 for actions on the whole line
 * @param hidden width of each hidden layer
 */
@Component(
    value = "return-conditioned-mlp",
    summary = "perceptron that acts by an observation and the return still to come",
    paper = "Zhou et al. 2024, arXiv 2310.19308")
public record ReturnConditionedMlp(
    @Default("mlp") RcslVariant variant,
    @Positive int width,
    @Positive int components,
    @Default("0") @PositiveOrZero double bound,
    @Default("[1024, 1024]") @NotEmpty List<@Positive Integer> hidden)
    implements PolicyProvider {
  /**
   * Copies.
   *
   * @param variant as for the record
   * @param width as for the record
   * @param components as for the record
   * @param bound as for the record
   * @param hidden as for the record
   */
  public ReturnConditionedMlp {
    hidden = List.copyOf(hidden);
  }

  @Override
  public Policy create(Context context, @Nullable State saved) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("inputs", List.of("observation", "return_to_go"));
    config.put("width", width + 1);
    config.put("components", components);
    config.put("bound", bound);
    config.put("hidden", hidden);
    String id = variant == RcslVariant.MLP ? "mlp-deterministic" : "mlp-gaussian";
    return context.component(PolicyProvider.class, id, config).create(context, saved);
  }
}
