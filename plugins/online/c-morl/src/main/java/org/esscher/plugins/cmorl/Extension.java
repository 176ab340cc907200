package org.esscher.plugins.cmorl;

import static org.esscher.api.Level.ROW;

import org.esscher.api.Inputs;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;

/**
 * An extension with its critic, which aims at {@code return_to_go}: {@code return} is the episode's
 * here.
 *
 * @param policy of the policy
 * @param valueCoef weight of the critic's error
 */
record Extension(CMorlIpo policy, double valueCoef) implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot steps = in.slot("transitions");
    return policy
        .losses(in)
        .and(
            Losses.of(
                Loss.exact(
                    "value",
                    "value",
                    CriticError.of(steps, steps.column("return_to_go", ROW), policy.clipEps())
                        .times(valueCoef))));
  }
}
