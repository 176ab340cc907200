package org.esscher.plugins.qarl;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * The protagonist of a quantal response equilibrium, the row player x of {@code x ∝ exp(M y/α)},
 * {@code y ∝ exp(−xᵀ M/β)}. It has no parameters to train.
 *
 * <p>Matrix games: rows need no observation. Markov games of several states: {@code observation} is
 * the state's number from 0, {@code payoff} has the rows of all states one after the other, and the
 * equilibrium is that of the game where each player's entropy counts in every state.
 *
 * <p>Outputs: {@code logp} of {@code action}, a row's number from 0; the vectors {@code row_prob} x
 * and {@code column_prob} y; {@code value}, what x gets from y, discounted, without the entropies;
 * {@code worst_case}, what it gets from the column player who is worst for it, {@code min_b (xᵀ
 * M)_b} in a matrix game.
 *
 * @param payoff M, by row: what the row player gets from the column player
 * @param alpha temperature α of the row player, in units of payoff
 * @param beta temperature β of the column player
 * @param states number of states of the Markov game; 1 for a matrix game
 * @param transitions P(next | state, row, column), a list of the states' probabilities for each
 *     state, row and column, in this order; the rest of 1 is the probability that the game ends.
 *     None for a game of one move
 * @param discount discount γ of what follows a move, below 1
 */
@Component(
    value = "softmax-response",
    summary = "the row player of a quantal response equilibrium of a zero-sum game",
    paper = "Reddi et al. 2024, arXiv 2311.01642; McKelvey and Palfrey 1995")
public record SoftmaxResponse(
    @NotEmpty List<List<Double>> payoff,
    @Positive double alpha,
    @Positive double beta,
    @Default("1") @Positive int states,
    @Nullable List<List<Double>> transitions,
    @Default("0.99") @PositiveOrZero @DecimalMax("1") double discount)
    implements PolicyProvider {
  /**
   * Copies and checks.
   *
   * @param payoff as for the record
   * @param alpha as for the record
   * @param beta as for the record
   * @param states as for the record
   * @param transitions as for the record
   * @param discount as for the record
   */
  public SoftmaxResponse {
    payoff = payoff.stream().map(List::copyOf).toList();
    transitions = transitions == null ? null : transitions.stream().map(List::copyOf).toList();
    MarkovGame.of(states, payoff, transitions, discount);
  }

  @Override
  public Policy create(Context context, @Nullable State saved) {
    return new EquilibriumPolicy(MarkovGame.of(states, payoff, transitions, discount), alpha, beta);
  }
}
