package com.example.spelling;

import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.RewardModelProvider;
import org.esscher.spitests.RewardModelVerification;

class SoundsLikeTest extends RewardModelVerification {
  @Override
  protected RewardModelProvider provider() {
    return (context, saved) -> new SoundsLike("answer", 8);
  }

  @Override
  protected Batch rows(Columns columns) {
    return columns.batch(
        Map.of(
            "completion", columns.texts(List.of("nite", "day")),
            "answer", columns.texts(List.of("night", "night"))));
  }
}
