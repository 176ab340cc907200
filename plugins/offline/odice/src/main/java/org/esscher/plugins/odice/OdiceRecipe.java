package org.esscher.plugins.odice;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.ModelProvider;
import org.esscher.api.Optimizer;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.esscher.api.control.NetworkRole;
import org.esscher.api.control.Networks;
import org.esscher.api.control.OfflineRecipe;
import org.jspecify.annotations.Nullable;

/**
 * ODICE from a log with {@code observation, action, reward, next_observation, terminated}. An
 * update clones weighted actions by the value as it is, steps the value, and moves its target.
 * Where an environment is given, test episodes are played in it, greedily.
 *
 * @param policy the policy's model; by default {@code mlp-categorical}, or {@code mlp-gaussian},
 *     squashed, with one vector of deviations
 * @param value the model of the state value; by default {@code mlp-value} with normalized layers,
 *     of two members for twins; one of your own needs the outputs {@code value_members} and {@code
 *     value_min} for twins, else {@code value}
 * @param lam λ, how much residuals count relative to V itself, which is pushed down
 * @param eta η, the weight of the backward gradient
 * @param mode how the backward gradient is used
 * @param f convex function of the dual
 * @param gamma discount γ: the weight of a reward one step later
 * @param polyak how far the target moves towards the value at each update, 1 for all the way
 * @param weightClip the largest weight of a cloned action
 * @param twin whether the value has two heads
 * @param actions number of numbered actions; 0 where actions are numbers or vectors
 * @param bound largest absolute value of an action's component, where actions are vectors
 * @param hidden width of each hidden layer of the default models
 * @param optimizer optimizer of the value
 * @param policyOptimizer optimizer of the policy
 * @param updates gradient updates in all
 * @param batch rows in a gradient update
 * @param environment the environment to test the policy in; without one there are no tests
 * @param evaluations number of tests, evenly spaced over the run
 * @param episodes episodes of each test
 */
@Component(
    value = "odice",
    summary = "a value by orthogonal gradients and weighted cloning, from a log",
    paper = "Mao, Xu, Zhang and Zhan 2024, arXiv 2402.00348, algorithm 1")
public record OdiceRecipe(
    @Nullable PolicyProvider policy,
    @Nullable ModelProvider value,
    @Default("0.8")
        @DecimalMin(value = "0", inclusive = false)
        @DecimalMax(value = "1", inclusive = false)
        double lam,
    @Default("1") @PositiveOrZero double eta,
    @Default("orthogonal") OdiceValue.Mode mode,
    @Default("chi-square") ConvexFunction f,
    @Default("0.99") @PositiveOrZero @DecimalMax("1") double gamma,
    @Default("0.005") @Positive @DecimalMax("1") double polyak,
    @Default("100") @Positive double weightClip,
    @Default("true") boolean twin,
    @Default("0") @PositiveOrZero int actions,
    @Default("1") @Positive double bound,
    @Default("[64, 64]") List<@Positive Integer> hidden,
    @Default("{id: adam, rate: 0.001}") Optimizer optimizer,
    @Default("{id: adamw, rate: 0.001, weightDecay: 0.0001}") Optimizer policyOptimizer,
    @Default("4000") @Positive int updates,
    @Default("128") @Positive int batch,
    @Nullable EnvironmentProvider environment,
    @Default("4") @Positive int evaluations,
    @Default("20") @Positive int episodes)
    implements OfflineRecipe {
  private static final String POLICY = "policy";
  private static final String VALUE = "value";

  public OdiceRecipe {
    hidden = List.copyOf(hidden);
  }

  @Override
  public List<NetworkRole> networkRoles() {
    return List.of(
        new NetworkRole(POLICY, policy, networks -> networks.stochastic(true, false)),
        new NetworkRole(VALUE, value, this::normalizedValue));
  }

  private ModelProvider normalizedValue(Networks networks) {
    return networks
        .context()
        .component(
            ModelProvider.class,
            "mlp-value",
            Map.of(
                "width",
                networks.observed(),
                "hidden",
                networks.hidden(),
                "members",
                twin ? 2 : 1,
                "layerNorm",
                true));
  }

  @Override
  public State start(Run run) {
    State first = OfflineRecipe.super.start(run);
    run.save(VALUE, "target");
    return first;
  }

  @Override
  public void update(Run run, Batch rows, long number) {
    Map<String, Batch> slots = Map.of("transitions", rows);
    run.train(
        Stage.of(POLICY, new OdicePolicy(f, gamma, weightClip, twin), policyOptimizer), slots);
    run.train(Stage.of(VALUE, new OdiceValue(lam, eta, mode, f, gamma, twin), optimizer), slots);
    run.average(VALUE, "target", polyak);
  }
}
