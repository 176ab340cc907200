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
 * The behavior of a log whose actions are vectors, with as many modes as it has: {@code
 * mlp-diffusion} with the paper's settings. It samples, and has no log-probability.
 *
 * @param width number of components of an observation
 * @param components number of components of an action
 * @param steps number of diffusion steps that make an action out of noise
 * @param bound largest absolute component of an action; 0 for none
 * @param hidden width of each hidden layer
 */
@Component(
    value = "diffusion-bc",
    summary = "a diffusion policy that clones a log's behavior",
    paper = "Zhou et al. 2024, arXiv 2310.19308")
public record DiffusionPolicy(
    @Positive int width,
    @Positive int components,
    @Default("10") @Positive int steps,
    @Default("0") @PositiveOrZero double bound,
    @Default("[256, 256]") @NotEmpty List<@Positive Integer> hidden)
    implements PolicyProvider {
  /**
   * Copies.
   *
   * @param width as for the record
   * @param components as for the record
   * @param steps as for the record
   * @param bound as for the record
   * @param hidden as for the record
   */
  public DiffusionPolicy {
    hidden = List.copyOf(hidden);
  }

  @Override
  public Policy create(Context context, @Nullable State saved) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("width", width);
    config.put("components", components);
    config.put("steps", steps);
    config.put("bound", bound);
    config.put("hidden", hidden);
    return context.component(PolicyProvider.class, "mlp-diffusion", config).create(context, saved);
  }
}
