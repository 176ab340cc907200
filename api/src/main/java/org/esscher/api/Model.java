package org.esscher.api;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Something with named inputs and outputs, differentiable in its parameters: policies, rewards,
 * critics, dynamics, discriminators, multipliers, temperatures.
 *
 * <p>Inputs are columns. A row's outputs depend on that row (or its group, where {@link #groupedBy}
 * says so) alone, never on its batch-mates. What more a model can do it says by {@link #as}: {@link
 * Trainable}, {@link Vectored}, {@link Sampler}, {@link Enumerable}, {@link NextDistribution},
 * {@link Reparameterized}, {@link InputGradient}, {@link Pushforward}, {@link ClosedForm}, {@link
 * EpisodeState}.
 *
 * <p>A model is used by one thread at a time; the host sees to it.
 */
public interface Model extends AutoCloseable {
  /**
   * Columns that it reads.
   *
   * @return names
   */
  Set<String> inputs();

  /**
   * Columns that it can compute.
   *
   * @return names, such as {@code logp}, {@code logits}, {@code value}, {@code score}
   */
  Set<String> outputs();

  /**
   * Computes outputs.
   *
   * @param batch has every input
   * @param outputs some of {@link #outputs}
   * @param context makes the columns
   * @return the outputs, and the way back
   */
  Forward forward(Batch batch, Set<String> outputs, Context context);

  /**
   * The column whose equal values make rows one group, where a row's outputs depend on the other
   * rows of its group: candidates of one prompt, steps of one episode. The host keeps such rows
   * together, in their order, wherever it cuts a batch.
   *
   * @param columns those that the rows have
   * @return one of them; empty where each row's outputs depend on that row alone
   */
  default Optional<String> groupedBy(Set<String> columns) {
    return Optional.empty();
  }

  /**
   * What groups the rows of a model that is made of others.
   *
   * @param parts the others
   * @param columns those that the rows have
   * @return the column that groups those that look at groups; empty where none does
   * @throws EsscherException (USER) when two are grouped by different columns
   */
  static Optional<String> groupedBy(List<? extends Model> parts, Set<String> columns) {
    List<String> groups =
        parts.stream().flatMap(part -> part.groupedBy(columns).stream()).distinct().toList();
    if (groups.size() > 1) {
      throw EsscherException.user(
          "models that look at the rows of the same %s and of the same %s together can't be one; group both by one column",
          groups.get(0), groups.get(1));
    }
    return groups.stream().findFirst();
  }

  /**
   * Everything that restores this model through its provider.
   *
   * @return the state
   */
  State save();

  /**
   * A capability.
   *
   * @param <T> the capability
   * @param capability its interface
   * @return the model as that, or empty
   */
  default <T> Optional<T> as(Class<T> capability) {
    return capability.isInstance(this) ? Optional.of(capability.cast(this)) : Optional.empty();
  }

  /** Frees what the model holds outside the Java heap; nothing by default. May be called twice. */
  @Override
  default void close() {}
}
