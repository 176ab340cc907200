package org.esscher.neural.internal.model;

import java.util.List;
import java.util.random.RandomGenerator;
import org.esscher.api.Context;
import org.esscher.api.Model;
import org.esscher.api.Policy;
import org.esscher.api.State;
import org.esscher.neural.Activation;
import org.esscher.neural.Precision;
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
 */
public record Perceptrons(
    List<String> inputs,
    int width,
    List<Integer> hidden,
    Activation activation,
    Precision precision) {
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
   * @param initialStd standard deviation at first, where it is shared
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
    Network network = Mlp.ensemble(members, width, hidden, components, activation, 1);
    return new Critic(
        network,
        precision,
        columns(),
        new CriticShape(name, members, components, action),
        parameters(network, saved, context.random()));
  }

  private Mlp perceptron(int results, double lastGain) {
    return new Mlp("", width, hidden, results, activation, lastGain);
  }

  private InputColumns columns() {
    return new InputColumns(inputs, width);
  }

  private static ParameterVector parameters(
      Network network, @Nullable State saved, RandomGenerator random) {
    return ParameterVector.of(network.layout(), saved, random);
  }
}
