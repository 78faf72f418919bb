import { type ReactElement, useRef, useState } from "react";
import { usePersonalOrder } from "./use-personal-order.ts";

interface Product {
  readonly id: string;
  readonly title: string;
  readonly brand: string;
  readonly price: number;
}

export function ProductList({ products }: { readonly products: readonly Product[] }): ReactElement {
  const list = useRef<HTMLUListElement>(null);
  const personal = usePersonalOrder(products, list);
  const [sort, setSort] = useState("recommended");
  // An order that the visitor has asked for is not the tag's business.
  const shown = sort === "price" ? products.toSorted((a, b) => a.price - b.price) : personal;
  return (
    <main>
      <label>
        Sort by{" "}
        <select name="sort" value={sort} onChange={({ target }) => setSort(target.value)}>
          <option value="recommended">Recommended</option>
          <option value="price">Price</option>
        </select>
      </label>
      <ul id="results" ref={list}>
        {shown.map(({ id, title, brand, price }) => (
          <li key={id} className="card" data-id={id} data-brand={brand} data-price={price}>
            <a href={`#${id}`}>
              <h2>{title}</h2>
            </a>
          </li>
        ))}
      </ul>
    </main>
  );
}
