package ${package};

import jakarta.validation.constraints.Positive;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;

/**
 * Mean squared error of a critic.
 *
 * @param scale what errors are divided by, in the unit of the value
 */
@Component(value = "squared-error", summary = "squared error of a critic, in units of a scale")
public record SquaredError(@Default("1") @Positive double scale) implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot rows = in.slot("rows");
    Expr value = rows.output("critic", "value", Level.ROW);
    Expr error = value.minus(rows.column("target", Level.ROW)).over(scale);
    return Losses.of(Loss.exact("error", "critic", error.square().mean(Level.BATCH)))
        .metric("bias", error.mean(Level.BATCH));
  }
}
