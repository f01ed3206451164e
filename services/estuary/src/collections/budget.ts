/** Steps that checking one value may take: tens of milliseconds. */
const STEPS_MAX = 200_000;
/** Characters times instructions of a regular expression that cost as much as one step. */
const WORK_FOR_STEP = 256;

/** Thrown when a check has taken too many steps. */
export class BudgetSpent extends Error {}

/** Bounds the work of a check: schemas that refer to themselves may ask for any amount of it. */
export class Budget {
  #left = 0;

  refill(): void {
    this.#left = STEPS_MAX;
  }

  /** Returns true, or throws `BudgetSpent`. */
  spend(steps: number): true {
    this.#left -= steps;
    if (this.#left < 0) throw new BudgetSpent();
    return true;
  }

  /** For a regular expression of so many instructions. */
  spendText(text: string, size: number): true {
    return this.spend(1 + Math.floor((text.length * size) / WORK_FOR_STEP));
  }
}
