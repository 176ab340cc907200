package org.esscher.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VocabularyTest {
  @ParameterizedTest
  @CsvSource({
    "logp,                    logp",
    "ref_logp,                ref_logp",
    "ref_chosen_logp,         logp",
    "chosen_logp,             logp",
    "critic_logp,             logp",
    "target_next_value,       value",
    "next_observation,        observation",
    "perturbed_observation,   observation",
    "anchor_class_logp,       class_logp",
    "return_to_go,            return_to_go",
    "score_input_gradient,    input_gradient",
    "target_q_input_gradient, input_gradient",
  })
  void composed_names_mean_what_is_left(String column, String term) {
    assertThat(Vocabulary.term(column))
        .hasValueSatisfying(found -> assertThat(found.name()).isEqualTo(term));
  }

  @ParameterizedTest
  @CsvSource({"my_column", "ref_", "refined_loss", "logps"})
  void other_names_are_the_users_own(String column) {
    assertThat(Vocabulary.term(column)).isEmpty();
  }

  @Test
  void names_are_snake_case_and_never_done() {
    assertThat(Vocabulary.terms().keySet())
        .allMatch(name -> name.matches("[a-z]+(_[a-z]+)*"))
        .doesNotContain("done");
    assertThat(Vocabulary.terms()).allSatisfy((name, t) -> assertThat(t.name()).isEqualTo(name));
  }
}
