package org.esscher.plugins.mbrcsl;

import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;

/**
 * An environment that a model of the run predicts. Episodes start where logged ones did. The role
 * {@code dynamics} holds counted transitions, or a model with the outputs {@code mean} and {@code
 * log_var} of the difference to the next observation and the reward; of its members one of those
 * that the role {@code elites} names is drawn each step. A predicted reward is held within those
 * that were logged. A state that is not finite, or ten times as far out as any that was logged,
 * truncates the episode, and so does an action that was never counted: then {@code diverged} is
 * true.
 *
 * @param dynamics role of the model that predicts
 * @param initial the role of the initial states, from {@code initial-states}
 * @param elites the role whose output {@code elites} holds the numbers of the members to draw from;
 *     not used where transitions are counted
 */
@Component(
    value = "learned-dynamics",
    summary = "an environment that a model of the run predicts",
    paper = "Zhou et al. 2024, arXiv 2310.19308")
public record LearnedDynamics(
    @Default("dynamics") String dynamics,
    @Default("initial") String initial,
    @Default("elites") String elites)
    implements EnvironmentProvider {
  @Override
  public Environment create(int copies, Context context) {
    return new Imagined(this, copies);
  }
}
