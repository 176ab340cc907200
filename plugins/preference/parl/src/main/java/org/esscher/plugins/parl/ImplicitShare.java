package org.esscher.plugins.parl;

import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Slot;
import org.esscher.api.Statistic;

/**
 * How large the implicit term is beside the explicit one: {@code implicit_share} = ‖implicit‖ /
 * ‖explicit‖ in the reward's parameters. Slot {@code gradients}, a row a parameter: {@code
 * explicit_gradient}, {@code implicit_gradient}. Not defined where the explicit term is 0.
 */
@Component(
    value = "implicit-share",
    summary = "norm of PARL's implicit term over that of its explicit term",
    paper = "Chakraborty et al. 2023, arXiv 2308.02585")
public record ImplicitShare() implements Statistic {
  @Override
  public Map<String, Expr> quantities(Inputs in) {
    Slot gradients = in.slot("gradients");
    Expr explicit = gradients.column("explicit_gradient", Level.ROW);
    Expr implicit = gradients.column("implicit_gradient", Level.ROW);
    return Map.of("implicit_share", norm(implicit).over(norm(explicit)));
  }

  private static Expr norm(Expr gradient) {
    return gradient.square().sum(Level.BATCH).sqrt();
  }
}
