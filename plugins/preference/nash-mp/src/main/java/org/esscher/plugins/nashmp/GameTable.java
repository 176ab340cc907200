package org.esscher.plugins.nashmp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.ClosedForm;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;
import org.esscher.api.PolicyProvider;

/**
 * A tabular policy over the answers of several games, read and set as log-probabilities. Games with
 * fewer answers than the table has actions never take the rest.
 */
final class GameTable {
  /** A logit whose exponential is 0 beside any other; infinite ones could not be trained. */
  private static final double NEVER = -10_000;

  private final Enumerable listing;
  private final ClosedForm table;
  private final PreferenceMatrix matrix;
  private final Batch prompts;
  private final Context context;

  /**
   * A table.
   *
   * @param policy lists its choices and can be set in closed form
   * @param matrix the games
   * @param prompts one row a game, in their order
   * @param context makes columns
   */
  GameTable(Model policy, PreferenceMatrix matrix, Batch prompts, Context context) {
    this.listing = capability(policy, Enumerable.class);
    this.table = capability(policy, ClosedForm.class);
    this.matrix = matrix;
    this.prompts = prompts;
    this.context = context;
  }

  private static <T> T capability(Model policy, Class<T> capability) {
    return policy
        .as(capability)
        .orElseThrow(
            () ->
                EsscherException.plugin(
                    "the tabular policy has no capability %s", capability.getSimpleName()));
  }

  /**
   * The component that makes such a policy.
   *
   * @param actions the largest number of answers of a game
   * @param context finds it
   * @return {@code tabular-softmax} with a context a prompt
   */
  static PolicyProvider provider(int actions, Context context) {
    return context.component(PolicyProvider.class, "tabular-softmax", Map.of("actions", actions));
  }

  /**
   * One row a game.
   *
   * @param rows all answers
   * @param matrix read from them
   * @param context makes the batch
   * @return {@code prompt_id} of each game, in their order
   */
  static Batch prompts(Batch rows, PreferenceMatrix matrix, Context context) {
    int[] firsts = new int[matrix.games().size()];
    Arrays.setAll(firsts, game -> matrix.rows(game)[0]);
    Map<String, Column> ids = Map.of("prompt_id", rows.column("prompt_id"));
    return context.columns().batch(ids).take(firsts);
  }

  /** Log-probabilities of each game's answers. */
  List<double[]> logp() {
    Column listed = listing.enumerate(prompts, context).column("logp");
    int actions = listed.rows() / prompts.rows();
    List<double[]> logp = new ArrayList<>();
    for (int game = 0; game < prompts.rows(); game++) {
      double[] ofGame = new double[matrix.games().get(game).actions()];
      int first = game * actions;
      Arrays.setAll(ofGame, action -> listed.at((long) first + action));
      logp.add(ofGame);
    }
    return logp;
  }

  /** Sets the log-probabilities of each game's answers. */
  void assign(List<double[]> logp) {
    Batch choices = listing.enumerate(prompts, context);
    int actions = choices.rows() / prompts.rows();
    double[] all = new double[choices.rows()];
    Arrays.fill(all, NEVER);
    for (int game = 0; game < prompts.rows(); game++) {
      System.arraycopy(logp.get(game), 0, all, game * actions, logp.get(game).length);
    }
    table.assign(choices, context.columns().numbers(all));
  }
}
