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
 * @param policy by default {@code mlp-categorical}, or {@code mlp-gaussian}, squashed, with one
 *     vector of deviations
 * @param value by default {@code mlp-value} with normalised layers, of two members for twins; what
 *     is given has {@code value_members} and {@code value_min} for twins, else {@code value}
 * @param lam as in {@link OdiceValue}
 * @param eta as in {@link OdiceValue}
 * @param mode as in {@link OdiceValue}
 * @param f as in {@link OdiceValue}
 * @param gamma γ
 * @param polyak how far the target moves an update
 * @param weightClip the largest weight of a cloned action
 * @param twin whether the value has two heads
 * @param actions number of numbered actions; 0 where actions are numbers or vectors
 * @param bound of the components of vectors
 * @param hidden width of each hidden layer of the defaults
 * @param optimizer of the value
 * @param policyOptimizer of the policy
 * @param updates how many
 * @param batch rows an update
 * @param environment to test in
 * @param evaluations how often test episodes are played
 * @param episodes of a test
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
        new NetworkRole(VALUE, value, this::normalisedValue));
  }

  private ModelProvider normalisedValue(Networks networks) {
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
