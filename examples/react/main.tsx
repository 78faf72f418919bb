import { createRoot } from "react-dom/client";
import products from "../products.json";
import { ProductList } from "./product-list.tsx";

createRoot(document.querySelector("#app")!).render(<ProductList products={products} />);
