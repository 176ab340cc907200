package org.esscher.plugins.genarm;

import java.util.ArrayList;
import java.util.List;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * The smallest language model: logits of the next character, or of the end, for each last one, that
 * of the prompt included. A stand-in for networks, which take seconds to load.
 *
 * @param alphabet the characters
 * @param extra further tokens, which follow the end in its numbering, each one character
 * @param spread standard deviation of the first logits
 * @param impossible a character that never comes, or none
 * @param maxTokens of a sample at most
 */
@Component(value = "table-lm", summary = "logits of the next character for each last one")
public record TableLm(
    String alphabet,
    @Default("''") String extra,
    @Default("1") double spread,
    @Default("''") String impossible,
    @Default("4") int maxTokens)
    implements PolicyProvider {
  @Override
  public Policy create(Context context, @Nullable State saved) {
    int rows = tokens().size() + 1;
    double[] logits = new double[rows * tokens().size()];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = spread * context.random().nextGaussian();
    }
    return new TableLmPolicy(this, saved == null ? logits : saved.get("logits").clone());
  }

  List<String> tokens() {
    List<String> tokens = new ArrayList<>();
    alphabet.codePoints().forEach(one -> tokens.add(Character.toString(one)));
    tokens.add("");
    extra.codePoints().forEach(one -> tokens.add(Character.toString(one)));
    return tokens;
  }
}
