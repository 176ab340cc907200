package org.esscher.plugins.base.recipe;

import jakarta.validation.constraints.DecimalMax;
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
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.esscher.api.control.NetworkRole;
import org.esscher.api.control.ReplayRecipe;
import org.esscher.plugins.base.estimator.Dqn;
import org.esscher.plugins.base.transform.NStep;
import org.jspecify.annotations.Nullable;

/**
 * Deep Q-learning: plays ε-greedily, remembers, and descends the loss {@code dqn} on steps drawn
 * from memory. ε falls linearly over the first part of the run. Test episodes are greedy.
 *
 * @param environment environment to play in, with numbered actions and vectors as observations
 * @param critic action values of numbered actions; by default {@code mlp-q} of one member
 * @param hidden width of each hidden layer of the default model
 * @param discount discount γ: the weight of a reward one step later
 * @param huber error of a value beyond which the loss is linear instead of quadratic; choose it
 *     about as large as values are
 * @param lookahead n for n-step returns: steps whose rewards are added up, within what is played at
 *     a time
 * @param optimizer optimizer of the critic
 * @param maxNorm largest norm of a gradient; longer ones are scaled down to it
 * @param steps steps of the environment in all, over all copies
 * @param copies copies of the environment, played side by side
 * @param playing steps that each copy plays between updates
 * @param warmup steps of random play before the first update
 * @param memory capacity of the replay memory, in steps; the oldest are replaced
 * @param batch steps of the environment in a gradient update
 * @param updatesPerStep gradient updates for each step of the environment
 * @param targetEvery updates between moves of the target network
 * @param targetRate how far the target network moves: 1 copies, less is Polyak averaging
 * @param epsilon probability ε of a random action at the end
 * @param exploring fraction of the run over which ε falls from 1
 * @param evaluations number of tests, evenly spaced over the run
 * @param episodes episodes of each test
 */
@Component(
    value = "dqn",
    summary = "deep Q-learning from a replay memory",
    paper = "Mnih et al. 2015, Nature 518")
public record DqnRecipe(
    @Default("cart-pole") EnvironmentProvider environment,
    @Nullable ModelProvider critic,
    @Default("[64, 64]") List<@Positive Integer> hidden,
    @Default("0.99") @PositiveOrZero @DecimalMax("1") double discount,
    @Default("100") @Positive double huber,
    @Default("1") @Positive int lookahead,
    @Default("{id: adam, rate: 0.001}") Optimizer optimizer,
    @Default("10") @Positive double maxNorm,
    @Default("20000") @Positive int steps,
    @Default("4") @Positive int copies,
    @Default("8") @Positive int playing,
    @Default("1000") @PositiveOrZero int warmup,
    @Default("20000") @Positive int memory,
    @Default("64") @Positive int batch,
    @Default("0.25") @Positive double updatesPerStep,
    @Default("100") @Positive int targetEvery,
    @Default("1") @Positive @DecimalMax("1") double targetRate,
    @Default("0.05") @PositiveOrZero @DecimalMax("1") double epsilon,
    @Default("0.3") @Positive @DecimalMax("1") double exploring,
    @Default("10") @Positive int evaluations,
    @Default("20") @Positive int episodes)
    implements ReplayRecipe {

  /**
   * Copies.
   *
   * @param environment as for the record
   * @param critic as for the record
   * @param hidden as for the record
   * @param discount as for the record
   * @param huber as for the record
   * @param lookahead as for the record
   * @param optimizer as for the record
   * @param maxNorm as for the record
   * @param steps as for the record
   * @param copies as for the record
   * @param playing as for the record
   * @param warmup as for the record
   * @param memory as for the record
   * @param batch as for the record
   * @param updatesPerStep as for the record
   * @param targetEvery as for the record
   * @param targetRate as for the record
   * @param epsilon as for the record
   * @param exploring as for the record
   * @param evaluations as for the record
   * @param episodes as for the record
   */
  public DqnRecipe {
    hidden = List.copyOf(hidden);
  }

  @Override
  public List<NetworkRole> networkRoles() {
    return List.of(new NetworkRole("critic", critic, networks -> networks.critic(1)));
  }

  @Override
  public String player() {
    return "explorer";
  }

  @Override
  public State start(Run run) {
    makeNetworks(run, networks(run), "critic");
    run.save("critic", "target");
    return State.empty().with(unit(), 0);
  }

  @Override
  public Batch play(Run run, double played) {
    double share = Math.min(1, played / (exploring * steps));
    run.define(player(), networks(run).greedy("critic", 1 - (1 - epsilon) * share));
    Batch rows = run.play(training(), playing);
    NStep ahead = new NStep(lookahead, discount);
    return lookahead == 1 ? rows : ahead.apply(rows, State.empty(), run.context());
  }

  @Override
  public void update(Run run, Batch steps, long number) {
    Stage stage = new Stage("dqn", new Dqn(discount, huber), Map.of("", optimizer), maxNorm, 1);
    run.train(stage, Map.of("transitions", steps));
    if (number % targetEvery == 0) {
      run.average("critic", "target", targetRate);
    }
  }
}
