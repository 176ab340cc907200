package org.esscher.plugins.base.recipe;

import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.Optimizer;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.control.NetworkRole;
import org.esscher.api.control.OfflineRecipe;
import org.esscher.plugins.base.estimator.BehaviorCloning;
import org.jspecify.annotations.Nullable;

/**
 * Behavior cloning of what a log did in each {@code observation}. Where an environment is given,
 * test episodes are played in it, greedily.
 *
 * @param policy the policy's model; by default {@code mlp-categorical}, or {@code mlp-gaussian},
 *     squashed, with deviations by state
 * @param criterion the loss; {@code squared} needs a policy with one action per row
 * @param actions number of numbered actions; 0 where actions are numbers or vectors
 * @param bound largest absolute value of an action's component, where actions are vectors
 * @param hidden width of each hidden layer of the default model
 * @param optimizer optimizer of the policy
 * @param updates gradient updates in all
 * @param batch rows in a gradient update
 * @param environment the environment to test the policy in; without one there are no tests
 * @param evaluations number of tests, evenly spaced over the run
 * @param episodes episodes of each test
 */
@Component(
    value = "behavior-cloning",
    summary = "behavior cloning from a log",
    paper = "Pomerleau 1989")
public record BehaviorCloningRecipe(
    @Nullable PolicyProvider policy,
    @Default("log-likelihood") BehaviorCloning.Criterion criterion,
    @Default("0") @PositiveOrZero int actions,
    @Default("1") @Positive double bound,
    @Default("[64, 64]") List<@Positive Integer> hidden,
    @Default("{id: adam, rate: 0.001}") Optimizer optimizer,
    @Default("2000") @Positive int updates,
    @Default("128") @Positive int batch,
    @Nullable EnvironmentProvider environment,
    @Default("4") @Positive int evaluations,
    @Default("20") @Positive int episodes)
    implements OfflineRecipe {

  /**
   * Copies.
   *
   * @param policy as for the record
   * @param criterion as for the record
   * @param actions as for the record
   * @param bound as for the record
   * @param hidden as for the record
   * @param optimizer as for the record
   * @param updates as for the record
   * @param batch as for the record
   * @param environment as for the record
   * @param evaluations as for the record
   * @param episodes as for the record
   */
  public BehaviorCloningRecipe {
    hidden = List.copyOf(hidden);
  }

  @Override
  public List<NetworkRole> networkRoles() {
    return List.of(
        new NetworkRole(
            "policy",
            policy,
            networks ->
                criterion == BehaviorCloning.Criterion.SQUARED
                    ? networks.deterministic()
                    : networks.stochastic(true, true)));
  }

  @Override
  public void update(Run run, Batch rows, long number) {
    run.train(
        Stage.of("behavior-cloning", new BehaviorCloning(criterion), optimizer),
        Map.of("transitions", rows));
  }
}
