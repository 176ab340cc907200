package org.esscher.plugins.genarm;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.EsscherException;
import org.esscher.api.NextDistribution;
import org.esscher.api.Policy;

/** The tokens of a base policy, and where each expert has them. */
final class SharedVocabulary {
  private static final int ABSENT = -1;

  private final List<String> texts;
  private final Map<String, Integer> tokens;
  private final int[][] places;

  private SharedVocabulary(List<String> texts, Map<String, Integer> tokens, int[][] places) {
    this.texts = texts;
    this.tokens = tokens;
    this.places = places;
  }

  /**
   * Matches vocabularies, by texts: a token has no other identity that two models share.
   *
   * @param match what is asked of them
   * @param base the policy whose tokens count
   * @param experts the others
   * @throws EsscherException (USER) when the base's tokens are not one character each and an end,
   *     or when an expert's differ and must not
   */
  static SharedVocabulary of(VocabularyMatch match, Policy base, List<Policy> experts) {
    List<String> texts = texts(base);
    Map<String, Integer> tokens = numbered(texts);
    boolean characters = texts.stream().allMatch(text -> text.codePointCount(0, text.length()) < 2);
    if (!characters || !tokens.containsKey("")) {
      throw EsscherException.user(
          "'guided' continues texts by one character per token, and needs a token that ends them;"
              + " its base has the tokens %s",
          shown(texts));
    }
    int[][] places = new int[experts.size()][];
    for (int i = 0; i < places.length; i++) {
      List<String> own = texts(experts.get(i));
      if (match == VocabularyMatch.STRICT && !own.equals(texts)) {
        throw EsscherException.user(
            "'guided': expert %d has the tokens %s, the base %s; choose models of one vocabulary,"
                + " or set vocabulary to intersect",
            i, shown(own), shown(texts));
      }
      Map<String, Integer> numbers = numbered(own);
      places[i] = texts.stream().mapToInt(text -> numbers.getOrDefault(text, ABSENT)).toArray();
    }
    return new SharedVocabulary(texts, tokens, places);
  }

  private static List<String> texts(Policy policy) {
    List<String> texts = policy.as(NextDistribution.class).orElseThrow().vocabulary();
    if (texts.isEmpty()) {
      throw EsscherException.user(
          "'guided' needs policies whose tokens are texts; those of a model over bytes are not,"
              + " give it an alphabet");
    }
    return texts;
  }

  private static Map<String, Integer> numbered(List<String> texts) {
    Map<String, Integer> numbers = new HashMap<>();
    for (int token = 0; token < texts.size(); token++) {
      numbers.putIfAbsent(texts.get(token), token);
    }
    return numbers;
  }

  private static String shown(List<String> texts) {
    int most = Math.min(12, texts.size());
    return texts.subList(0, most) + (most < texts.size() ? "… (" + texts.size() + ")" : "");
  }

  int size() {
    return texts.size();
  }

  String text(int token) {
    return texts.get(token);
  }

  int end() {
    return Objects.requireNonNull(tokens.get(""));
  }

  /**
   * The tokens of a completion.
   *
   * @param row for messages
   * @param completion the text
   * @param ended whether the end follows
   */
  int[] tokens(int row, String completion, boolean ended) {
    int[] characters = completion.codePoints().toArray();
    int[] found = Arrays.copyOf(characters, characters.length + (ended ? 1 : 0));
    for (int i = 0; i < characters.length; i++) {
      Integer token = tokens.get(Character.toString(characters[i]));
      if (token == null) {
        throw EsscherException.data(
            "row %d, column 'completion': '%s' is not a token of the base",
            row, Character.toString(characters[i]));
      }
      found[i] = token;
    }
    if (ended) {
      found[characters.length] = end();
    }
    return found;
  }

  /** An expert's log-probabilities in the order of the base's tokens; −∞ for those it lacks. */
  double[] aligned(int expert, double[] logp) {
    double[] aligned = new double[texts.size()];
    Arrays.setAll(
        aligned,
        token ->
            places[expert][token] == ABSENT
                ? Double.NEGATIVE_INFINITY
                : logp[places[expert][token]]);
    return aligned;
  }
}
