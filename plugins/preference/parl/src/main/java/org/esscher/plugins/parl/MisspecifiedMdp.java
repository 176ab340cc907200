package org.esscher.plugins.parl;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;

/**
 * A random finite process whose true reward no linear function of its features expresses: what a
 * reward model that sees only the features should say depends on where the policy goes. The reward
 * of state s and action a is uniform on [−2, 2], its features φ(s, a) are standard normal, the next
 * state's distribution is uniform on the simplex, the first state is uniform; an episode ends after
 * {@code horizon} steps. With one state and one step it is a bandit.
 *
 * <p>An observation is the number h·S + s of state s at step h, an action a number from 0; a step
 * also answers with {@code features}, φ of what was done.
 *
 * @param states number of states S
 * @param actions number of actions A
 * @param horizon horizon H: steps in an episode
 * @param features number of components of the features φ
 * @param mdp number of the process, from which its tables are drawn
 */
@Component(
    value = "misspecified-mdp",
    summary = "a random process whose reward is not linear in its features")
public record MisspecifiedMdp(
    @Default("5") @Min(1) @Max(1000) int states,
    @Default("4") @Min(2) @Max(1000) int actions,
    @Default("3") @Min(1) @Max(1000) int horizon,
    @Default("3") @Min(1) @Max(1000) int features,
    @Default("1") long mdp)
    implements EnvironmentProvider {
  @Override
  public Environment create(int copies, Context context) {
    return new MdpEnvironment(Mdp.of(states, actions, horizon, features, mdp), features, copies);
  }
}
