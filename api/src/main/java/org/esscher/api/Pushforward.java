package org.esscher.api;

/**
 * Capability of a {@link Vectored} model: Jacobian-vector products, for implicit gradients and
 * Fisher products.
 */
public interface Pushforward {
  /**
   * The derivative of an output along a direction in parameter space.
   *
   * @param batch has every input
   * @param output one of {@link Model#outputs}
   * @param direction of the parameters' size
   * @param context makes the columns
   * @return d output(θ + s · direction) / ds at 0, in the output's shape
   */
  Column pushforward(Batch batch, String output, Vector direction, Context context);

  /**
   * A model's own pushforward, or central differences for a {@link Vectored} model without one.
   *
   * @param model the model; differences move its parameters and put them back
   * @return its pushforward
   * @throws EsscherException (USER) for a model that is neither
   */
  static Pushforward of(Model model) {
    return model
        .as(Pushforward.class)
        .or(
            () ->
                model
                    .as(Vectored.class)
                    .map(parameters -> new CentralDifferences(model, parameters)))
        .orElseThrow(
            () ->
                EsscherException.user(
                    "a derivative along a direction needs a model whose parameters are a vector;"
                        + " this one offers neither Vectored nor Pushforward"));
  }
}
