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
}
