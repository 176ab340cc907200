package org.esscher.plugins.hypo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.State;
import org.esscher.api.Transform;

/**
 * Lists what a policy over texts may answer: adds the column {@code candidates}, for each prompt
 * its own answers in the order of the data, and then answers to other prompts. The data covers the
 * former and says nothing of the latter. Data with a column {@code candidates}, and data whose
 * answers are no texts, is left as it is.
 *
 * @param others how many answers to other prompts a prompt gets, where there are so many
 */
record PromptCandidates(int others) implements Transform {
  /** Tries a wanted text, where most that are drawn are the prompt's own or drawn before. */
  private static final int TRIES = 20;

  @Override
  public Batch apply(Batch pairs, State fitted, Context context) {
    if (pairs.has("candidates") || !pairs.column("chosen").isText()) {
      return pairs;
    }
    Column chosen = pairs.column("chosen");
    Column rejected = pairs.column("rejected");
    Map<String, Set<String>> byPrompt = new HashMap<>();
    List<String> prompts = Prompts.of(pairs);
    for (int row = 0; row < pairs.rows(); row++) {
      Set<String> own = byPrompt.computeIfAbsent(prompts.get(row), key -> new LinkedHashSet<>());
      own.add(chosen.text(row));
      own.add(rejected.text(row));
    }
    RandomGenerator random = context.random();
    List<List<String>> candidates = new ArrayList<>();
    Map<String, List<String>> listed = new HashMap<>();
    for (int row = 0; row < pairs.rows(); row++) {
      candidates.add(
          listed.computeIfAbsent(
              prompts.get(row),
              prompt -> {
                Set<String> texts = new LinkedHashSet<>(byPrompt.getOrDefault(prompt, Set.of()));
                int wanted = texts.size() + others;
                for (int draw = 0; draw < TRIES * others && texts.size() < wanted; draw++) {
                  Column side = random.nextBoolean() ? chosen : rejected;
                  texts.add(side.text(random.nextInt(pairs.rows())));
                }
                return List.copyOf(texts);
              }));
    }
    return pairs.with("candidates", context.columns().textLists(candidates));
  }
}
