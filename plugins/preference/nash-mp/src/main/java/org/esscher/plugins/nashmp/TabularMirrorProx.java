package org.esscher.plugins.nashmp;

import static org.esscher.api.Level.ROW;
import static org.esscher.api.Level.TOKEN;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Data;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Learner;
import org.esscher.api.Model;
import org.esscher.api.Policy;
import org.esscher.api.Slot;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * Nash mirror prox in closed form, on games whose preferences are all known. The fitted model is a
 * tabular policy: it reads {@code prompt_id} and {@code action}, gives {@code logp}, samples and
 * lists. A fit goes on from an earlier one, or starts at the reference.
 *
 * <p>The slot {@code responses} holds all answers of each prompt, in rows of one {@code prompt_id}:
 * {@code action}, the number of the answer from 0; {@code ref_logp}, up to a constant a prompt; and
 * {@code preference_prob}, the list of P(row ≻ other) by the other's number.
 *
 * @param beta β, strength of the regularization, in units of preference per nat
 * @param eta step size η; 2β, that of the theory, when absent. With a far larger one the iteration
 *     cycles
 * @param iterations number of iterations, of two prox steps each
 */
@Component(
    value = "tabular-mirror-prox",
    summary = "Nash mirror prox in closed form, on games with known preferences",
    paper = "Tiapkin et al. 2025, arXiv 2505.19731")
public record TabularMirrorProx(
    @Default("0.1") @Positive double beta,
    @Nullable @Positive Double eta,
    @Default("100") @Min(1) int iterations)
    implements Learner {
  private static final String SLOT = "responses";

  @Override
  public Map<String, Expr> reads(Inputs in) {
    Slot responses = in.slot(SLOT).groupedBy("prompt_id");
    return Map.of(
        "action", responses.column("action", ROW),
        "reference", responses.column("ref_logp", ROW),
        "preference", responses.column("preference_prob", TOKEN));
  }

  @Override
  public State fit(Data data, State previous, Context context) {
    PreferenceMatrix matrix =
        new PreferenceMatrix(
            SLOT,
            data.groups(SLOT),
            data.get("action").toArray(),
            data.get("reference").toArray(),
            data.get("preference"));
    boolean first = !previous.has(FittedPolicy.ACTIONS);
    int actions = (int) previous.number(FittedPolicy.ACTIONS, matrix.actions());
    if (actions != matrix.actions()) {
      throw EsscherException.data(
          "the earlier fit is of games of up to %d answers, and these have up to %d; fit again",
          actions, matrix.actions());
    }
    Batch prompts = GameTable.prompts(data.batch(SLOT), matrix, context);
    MirrorProx method = new MirrorProx(beta, MirrorProx.step(beta, eta));
    try (Policy policy = FittedPolicy.inner(previous, actions, context)) {
      GameTable table = new GameTable(policy, matrix, prompts, context);
      List<double[]> before = first ? List.of() : table.logp();
      List<double[]> after = new ArrayList<>();
      for (int i = 0; i < matrix.games().size(); i++) {
        PreferenceGame game = matrix.games().get(i);
        double[] logp = first ? game.reference() : before.get(i);
        for (int iteration = 0; iteration < iterations; iteration++) {
          logp = method.iterate(game, logp);
        }
        after.add(logp);
        context.progress((double) after.size() / matrix.games().size());
      }
      table.assign(after);
      return FittedPolicy.state(policy, actions);
    }
  }

  @Override
  public Model load(State fitted, Context context) {
    int actions = (int) fitted.get(FittedPolicy.ACTIONS)[0];
    return new FittedPolicy(FittedPolicy.inner(fitted, actions, context), actions);
  }
}
