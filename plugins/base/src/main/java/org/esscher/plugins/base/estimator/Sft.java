package org.esscher.plugins.base.estimator;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.TOKEN;

import org.esscher.api.Aggregation;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;

/**
 * Supervised fine-tuning: the negative log-likelihood −log π of each token. Metric: {@code
 * perplexity}, the exponential of its mean over tokens.
 *
 * @param aggregation how tokens are averaged: {@code token-mean} (all tokens alike), {@code
 *     sequence-mean-token-sum} or {@code sequence-mean-token-mean} (rows alike, by sum or mean),
 *     {@code group-mean-token-mean}
 */
@Component(
    value = "sft",
    summary = "negative log-likelihood of examples",
    paper = "maximum likelihood; as the first step of Ouyang et al. 2022, arXiv 2203.02155")
public record Sft(@Default("token-mean") Aggregation aggregation) implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot examples = TokenSlot.of(in.slot("examples"), aggregation);
    Expr logp = examples.output("policy", "logp", TOKEN);
    Losses losses =
        Losses.of(Loss.exact("sft", "policy", aggregation.of(logp.negate())))
            .metric("perplexity", logp.negate().mean(BATCH).exp());
    return TokenSlot.requireTokens(losses, aggregation, logp);
  }
}
