package org.esscher.plugins.base.estimator;

import static org.esscher.api.Level.GROUP;
import static org.esscher.api.Level.ROW;

import org.esscher.api.Aggregation;
import org.esscher.api.Expr;
import org.esscher.api.Losses;
import org.esscher.api.Slot;

/** What an {@link Aggregation} over tokens needs of a slot and of its rows. */
final class TokenSlot {
  private TokenSlot() {}

  /** The slot, grouped by prompt where the aggregation takes means of groups. */
  static Slot of(Slot slot, Aggregation aggregation) {
    return aggregation == Aggregation.GROUP_MEAN_TOKEN_MEAN ? slot.groupedBy("prompt_id") : slot;
  }

  /** The losses, refusing rows or groups whose mean would run over no token. */
  static Losses requireTokens(Losses losses, Aggregation aggregation, Expr tokens) {
    return switch (aggregation) {
      case SEQUENCE_MEAN_TOKEN_MEAN ->
          losses.require(
              tokens.count(ROW).greaterThan(0),
              "sequence-mean-token-mean takes the mean over each row's tokens, and loss_mask leaves"
                  + " none; drop such rows, or set aggregation to token-mean");
      case GROUP_MEAN_TOKEN_MEAN ->
          losses.require(
              tokens.count(GROUP).greaterThan(0),
              "group-mean-token-mean takes the mean over each prompt's tokens, and loss_mask leaves"
                  + " none; drop such prompts, or set aggregation to token-mean");
      case TOKEN_MEAN, SEQUENCE_MEAN_TOKEN_SUM -> losses;
    };
  }
}
