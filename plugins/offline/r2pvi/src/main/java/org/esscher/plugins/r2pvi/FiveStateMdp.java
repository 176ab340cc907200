package org.esscher.plugins.r2pvi;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EsscherException;

/**
 * The linear process of five states, three steps and 2^k actions a ∈ {−1, 1}^k on which the paper
 * tries its methods. With z = δ + ξ·a, the first state leads on with 1 − z, and with z to the state
 * that pays 1 in each later step; a step further, likewise. Now and then (one time in a thousand)
 * what leads on ends in the fail state instead, which pays nothing. Going on pays z in the second
 * and third step. So a large z is best, as long as the paying state is where it leads.
 *
 * <p>Knob: {@code shift} q within [0, 1]. Once it is set, the first step leads on with 1 − z, to
 * the fail state with q·z and to the paying state with (1 − q)·z.
 *
 * <p>The observation is 5·step + state, and each copy shows {@code step}, {@code features_all} (φ
 * of every action) and {@code is_fail}. A step answers with {@code features}, φ of what was done,
 * too.
 *
 * @param delta δ, from which transition probabilities and rewards are made, as in the paper's
 *     section 6
 * @param xi ξ; z is within [0, 1] for every action
 */
@Component(
    value = "five-state-mdp",
    summary = "a linear process whose paying state may turn out to be the fail state",
    paper = "Tang et al. 2025, arXiv 2411.18612, section 6")
public record FiveStateMdp(
    @Default("0.3") @PositiveOrZero double delta,
    @Default("[0.05, 0.05, 0.05, 0.05]") @NotEmpty List<Double> xi)
    implements EnvironmentProvider {
  private static final int MOST = 12;

  /** Copies and checks. */
  public FiveStateMdp {
    xi = List.copyOf(xi);
    double norm = xi.stream().mapToDouble(Math::abs).sum();
    if (!(delta - norm >= 0 && delta + norm <= 1) || xi.size() > MOST) {
      throw EsscherException.user(
          "delta %s and xi %s: at most %d components are needed, and delta ± Σ|xi| within [0, 1],"
              + " as it is a probability",
          delta, xi, MOST);
    }
  }

  /** The action's number in bits: the lowest is a's first component, and 0 is −1. */
  double z(int action) {
    double z = delta;
    for (int i = 0; i < xi.size(); i++) {
      z += (action >> i & 1) == 1 ? xi.get(i) : -xi.get(i);
    }
    return z;
  }

  int actions() {
    return 1 << xi.size();
  }

  @Override
  public Environment create(int copies, Context context) {
    return new FiveStateEnvironment(this, copies);
  }
}
