/**
 * Looks for reviews by words: each must stand in the name, the mail or the scenario.
 */
import { nameOfReview, type KeptReview } from './kept-reviews.ts';

export function findReviews(reviews: readonly KeptReview[], query: string): readonly KeptReview[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return reviews;
  return reviews.filter((review) => {
    const all = `${nameOfReview(review)}\n${review.mail}\n${review.text}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
