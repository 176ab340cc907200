package org.esscher.neural.internal.model;

import java.util.List;
import java.util.random.RandomGenerator;
import org.esscher.api.Context;
import org.esscher.api.Model;
import org.esscher.api.Policy;
import org.esscher.api.RewardModel;
import org.esscher.api.State;
import org.esscher.neural.Activation;
import org.esscher.neural.Precision;
import org.esscher.neural.internal.network.BoundedGaussians;
import org.esscher.neural.internal.network.GaussianMlp;
import org.esscher.neural.internal.network.Mlp;
import org.esscher.neural.internal.network.Network;
import org.esscher.neural.internal.network.ParameterVector;
import org.jspecify.annotations.Nullable;

/**
 * Makes models of perceptrons.
 *
 * @param inputs columns that the network reads
 * @param width components of the inputs together
 * @param hidden widths of the hidden layers
 * @param activation between layers
 * @param precision of the network
 * @param layerNorm whether hidden layers are normalized
 */
public record Perceptrons(
    List<String> inputs,
    int width,
    List<Integer> hidden,
    Activation activation,
    Precision precision,
    boolean layerNorm) {
  /** A policy begins near uniform, or near its mean action 0. */
  private static final double POLICY_GAIN = 0.01;

  /**
   * Copies.
   *
   * @param inputs as for the record
   * @param width as for the record
   * @param hidden as for the record
   * @param activation as for the record
   * @param precision as for the record
   * @param layerNorm as for the record
   */
  public Perceptrons {
    inputs = List.copyOf(inputs);
    hidden = List.copyOf(hidden);
  }

  /**
   * A softmax over numbered actions.
   *
   * @param action the column of the action
   * @param actions how many
   * @param context draws first parameters
   * @param saved a state, or null
   * @return the policy
   */
  public Policy categorical(String action, int actions, Context context, @Nullable State saved) {
    Network network = perceptron(actions, POLICY_GAIN);
    return new CategoricalPolicy(
        network, precision, columns(), action, parameters(network, saved, context.random()));
  }

  /**
   * Independent Gaussians.
   *
   * @param action the column of the action
   * @param components of an action
   * @param bound of squashed actions, or infinite
   * @param sharedStd whether one vector of standard deviations serves all rows
   * @param initialStd initial standard deviation, where it is shared
   * @param context draws first parameters
   * @param saved a state, or null
   * @return the policy
   */
  public Policy gaussian(
      String action,
      int components,
      double bound,
      boolean sharedStd,
      double initialStd,
      Context context,
      @Nullable State saved) {
    Network network =
        sharedStd
            ? new GaussianMlp(perceptron(components, POLICY_GAIN), Math.log(initialStd))
            : perceptron(2 * components, POLICY_GAIN);
    return new GaussianPolicy(
        network,
        precision,
        columns(),
        action,
        new GaussianAction(bound),
        parameters(network, saved, context.random()));
  }

  /**
   * One action a row.
   *
   * @param action the column of the action
   * @param components of an action
   * @param bound of squashed actions, or infinite
   * @param context draws first parameters
   * @param saved a state, or null
   * @return the policy
   */
  public Policy deterministic(
      String action, int components, double bound, Context context, @Nullable State saved) {
    Network network = perceptron(components, POLICY_GAIN);
    return new DeterministicPolicy(
        network,
        precision,
        columns(),
        action,
        new GaussianAction(bound),
        parameters(network, saved, context.random()));
  }

  /**
   * Numbers a row, of one network or of an ensemble.
   *
   * @param name of the output
   * @param members networks
   * @param components results of each
   * @param action the column whose number chooses a component, or empty
   * @param context draws first parameters
   * @param saved a state, or null
   * @return the model
   */
  public Model critic(
      String name,
      int members,
      int components,
      String action,
      Context context,
      @Nullable State saved) {
    Network network = ensemble(members, components);
    return new Critic(
        network,
        precision,
        columns(),
        new CriticShape(name, members, components, action),
        parameters(network, saved, context.random()));
  }

  /**
   * Scores a row, of one network or of an ensemble.
   *
   * @param members networks
   * @param components of a score
   * @param context draws first parameters
   * @param saved a state, or null
   * @return the reward model
   */
  public RewardModel reward(int members, int components, Context context, @Nullable State saved) {
    Network network = ensemble(members, components);
    return new CriticReward(
        network,
        precision,
        columns(),
        new CriticShape("score", members, components, ""),
        parameters(network, saved, context.random()));
  }

  /**
   * An ensemble of Gaussians.
   *
   * @param members networks
   * @param components of a prediction
   * @param member the column whose number chooses a member
   * @param context draws first parameters
   * @param saved a state, or null
   * @return the model
   */
  public Model dynamics(
      int members, int components, String member, Context context, @Nullable State saved) {
    BoundedGaussians network =
        new BoundedGaussians(ensemble(members, 2 * components), members, components);
    return new Dynamics(
        network, precision, columns(), member, parameters(network, saved, context.random()));
  }

  /**
   * A diffusion policy.
   *
   * @param action the column of the action
   * @param components of an action
   * @param steps of diffusion
   * @param bound of actions, or infinite
   * @param context draws first parameters
   * @param saved a state, or null
   * @return the policy
   */
  public Policy diffusion(
      String action,
      int components,
      int steps,
      double bound,
      Context context,
      @Nullable State saved) {
    NoisePredictor reader = new NoisePredictor(columns(), action, components, new Noising(steps));
    Network network = new Mlp("", reader.width(), hidden, components, activation, 1, layerNorm);
    return new DiffusionPolicy(
        network, precision, reader, bound, parameters(network, saved, context.random()));
  }

  private Network ensemble(int members, int results) {
    return Mlp.ensemble(members, width, hidden, results, activation, 1, layerNorm);
  }

  private Mlp perceptron(int results, double lastGain) {
    return new Mlp("", width, hidden, results, activation, lastGain, layerNorm);
  }

  private InputColumns columns() {
    return new InputColumns(inputs, width);
  }

  private static ParameterVector parameters(
      Network network, @Nullable State saved, RandomGenerator random) {
    return ParameterVector.of(network.layout(), saved, random);
  }
}
