package org.esscher.spitests.probe;

import org.esscher.api.Batch;
import org.esscher.api.ClosedForm;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;

/**
 * The closed-form prox step: log π = [log π_anchor + η log π_ref + (η/β) P(·≻opponent)]/(1 + η).
 */
record TabularMirrorProx(double beta, double eta) {
  /** Sets the policy; the columns hold each choice's log-probabilities and winning probability. */
  void step(Model policy, Batch choices, Context context) {
    ClosedForm assignable =
        policy
            .as(ClosedForm.class)
            .orElseThrow(() -> EsscherException.user("the exact mode needs a tabular policy"));
    Column anchor = choices.column("anchor_logp");
    Column reference = choices.column("ref_logp");
    Column wins = choices.column("preference_prob");
    double[] logp = new double[choices.rows()];
    for (int i = 0; i < logp.length; i++) {
      logp[i] = (anchor.at(i) + eta * reference.at(i) + eta / beta * wins.at(i)) / (1 + eta);
    }
    assignable.assign(choices, context.columns().numbers(logp));
  }
}
